package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.List;

/** Number of tasks, that is, threads: cgroup-v2.rst, "PID". Both versions have the same file. */
final class PidsController extends Controller {
    private static final String NAME = "pids";
    private static final String FIELD = Fields.RESOURCES + "pids.limit";

    PidsController() {
        super(NAME, NAME, FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        return resources.pids() != null && resources.pids().limit() != null;
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        return steps(resources, directory);
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        return steps(resources, directory);
    }

    /** Zero is a limit like any other (OCI config-linux.md, "PIDs"): what is in the cgroup may not fork. */
    private static List<CgroupStep> steps(LinuxResources resources, Path directory) {
        LinuxPids pids = resources.pids();
        Long limit = pids == null ? null : pids.limit();
        if (limit == null) {
            return List.of();
        }
        Fields.require(limit >= -1, FIELD, limit + " tasks make no sense", "-1 means no limit");
        return List.of(Write.of(
                directory.resolve("pids.max"),
                limit == -1 ? "max" : Long.toString(limit),
                NAME,
                FIELD,
                "no more processes and threads than this"));
    }
}
