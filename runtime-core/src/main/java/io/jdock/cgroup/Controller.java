package io.jdock.cgroup;

import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Decides what one cgroup controller is told to keep the limits that a container asks for. Pure. */
interface Controller {

    /** Every controller that a limit can be asked of, in the order in which they are told. */
    static List<Controller> all() {
        return List.of(
                new DeviceController(),
                new CpusetController(),
                new CpuController(),
                new MemoryController(),
                new PidsController(),
                new IoController(),
                new HugetlbController(),
                new RdmaController(),
                new NetworkClassController(),
                new NetworkPriorityController());
    }

    /** Its name in version 1, such as {@code blkio}. */
    String legacyName();

    /** Its name in version 2, such as {@code io}; empty if there is no such controller. */
    Optional<String> unifiedName();

    /** The field that asks for it, such as {@code linux.resources.blockIO}. */
    String field();

    /** Whether anything is asked for. */
    boolean asked(LinuxResources resources);

    /**
     * What to do in version 1.
     *
     * @throws CgroupException if a value is one that no kernel takes
     */
    List<CgroupStep> legacy(LinuxResources resources, Path directory);

    /**
     * What to do in version 2.
     *
     * @throws CgroupException if a value is one that no kernel takes, or has no equivalent there
     */
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current);
}
