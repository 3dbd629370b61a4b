package io.jdock.cgroup;

import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what one cgroup controller is told to keep the limits that a container asks for. Pure. */
abstract class Controller {
    private final String legacyName;
    private final @Nullable String unifiedName;
    private final String field;

    /** See the methods of these names; null if there is no such controller in version 2. */
    Controller(String legacyName, @Nullable String unifiedName, String field) {
        this.legacyName = legacyName;
        this.unifiedName = unifiedName;
        this.field = field;
    }

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
    final String legacyName() {
        return legacyName;
    }

    /** Its name in version 2, such as {@code io}; empty if there is no such controller. */
    final Optional<String> unifiedName() {
        return Optional.ofNullable(unifiedName);
    }

    /** The field that asks for it, such as {@code linux.resources.blockIO}. */
    final String field() {
        return field;
    }

    /** Whether anything is asked for. */
    abstract boolean asked(LinuxResources resources);

    /**
     * What to do in version 1.
     *
     * @throws CgroupException if a value is one that no kernel takes
     */
    abstract List<CgroupStep> legacy(LinuxResources resources, Path directory);

    /**
     * What to do in version 2.
     *
     * @throws CgroupException if a value is one that no kernel takes, or has no equivalent there
     */
    abstract List<CgroupStep> unified(LinuxResources resources, Path directory, Current current);
}
