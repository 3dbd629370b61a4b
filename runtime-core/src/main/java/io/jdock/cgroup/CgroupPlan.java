package io.jdock.cgroup;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What to do to give a container its cgroups, decided but not done.
 *
 * @param parts one for each hierarchy
 * @param remarks what is not enforced, and why that is acceptable; for people
 */
public record CgroupPlan(List<Part> parts, List<String> remarks) {
    public CgroupPlan {
        parts = List.copyOf(parts);
        remarks = List.copyOf(remarks);
    }

    /**
     * What to do in one hierarchy.
     *
     * @param place the cgroup; for version 2 with the controllers that it is hoped to have
     * @param needed whether a limit depends on it; if not, the hierarchy is left out where the cgroup may not be made
     * @param steps in order
     */
    public record Part(CgroupPlace place, boolean needed, List<CgroupStep> steps) {
        public Part {
            steps = List.copyOf(steps);
        }
    }

    /** Where the cgroups will be, if all can be made; without those on the way to them. */
    public CgroupLocation location() {
        return new CgroupLocation(parts.stream().map(Part::place).toList(), List.of());
    }

    /** The steps of all parts. */
    public List<CgroupStep> steps() {
        return parts.stream().flatMap(part -> part.steps().stream()).toList();
    }

    /** One line for each step and remark. */
    public String describe() {
        return steps().stream()
                        .map(step -> step.what() + "    # " + step.why() + "\n")
                        .collect(Collectors.joining())
                + remarks.stream().map(remark -> "# " + remark + "\n").collect(Collectors.joining());
    }
}
