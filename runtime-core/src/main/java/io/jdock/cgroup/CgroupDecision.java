package io.jdock.cgroup;

import java.util.Optional;

/** Whether a container gets cgroups. */
public sealed interface CgroupDecision {

    /** It does. */
    record Make(CgroupPlan plan) implements CgroupDecision {}

    /**
     * It gets none, and asks for no limit that would need one.
     *
     * @param reason one line for people
     */
    record Without(String reason) implements CgroupDecision {}

    /** The plan; empty for a container without cgroups. */
    default Optional<CgroupPlan> made() {
        return this instanceof Make make ? Optional.of(make.plan()) : Optional.empty();
    }
}
