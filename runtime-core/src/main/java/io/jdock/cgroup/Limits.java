package io.jdock.cgroup;

import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Changes limits of cgroups that exist. */
final class Limits {
    private final ControlFiles files;
    private final DeviceFilters filters;
    private final Access access;

    Limits(ControlFiles files, DeviceFilters filters) {
        this.files = files;
        this.filters = filters;
        this.access = new Access(files);
    }

    void update(CgroupLocation location, LinuxResources resources) {
        List<CgroupStep> steps = CgroupPlanner.update(location.places(), resources, access::text);
        checkUsage(location, resources.memory());
        StepRunner runner = new StepRunner(files, filters);
        try {
            steps.forEach(runner::set);
        } catch (CgroupException e) {
            runner.putBack();
            throw e;
        }
    }

    /** Version 2 takes a limit below the usage and kills, which this field of OCI's forbids. */
    private void checkUsage(CgroupLocation location, @Nullable LinuxMemory memory) {
        if (memory == null || !Boolean.TRUE.equals(memory.checkBeforeUpdate()) || memory.limit() == null) {
            return;
        }
        long limit = memory.limit();
        for (CgroupPlace place : location.places()) {
            Path file = place.directory().resolve(place.unified() ? "memory.current" : "memory.usage_in_bytes");
            OptionalLong usage = place.has("memory")
                    ? access.text(file).map(ControlText::number).orElse(OptionalLong.empty())
                    : OptionalLong.empty();
            if (limit >= 0 && usage.isPresent() && usage.getAsLong() > limit) {
                throw CgroupException.because(
                                "a limit of " + limit + " bytes is less than the " + usage.getAsLong() + " in use")
                        .field("linux.resources.memory.limit")
                        .controller("memory")
                        .file(file)
                        .remedy("give more, or leave checkBeforeUpdate out")
                        .exception();
            }
        }
    }
}
