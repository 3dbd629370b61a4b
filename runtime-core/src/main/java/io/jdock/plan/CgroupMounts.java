package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.plan.Launch.Hierarchy;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cgroup file system inside the container: one directory with v2, one for each hierarchy with v1 (cgroups(7)). */
final class CgroupMounts {
    private final Draft draft;
    private final Mounts mounts;

    CgroupMounts(Draft draft, Mounts mounts) {
        this.draft = draft;
        this.mounts = mounts;
    }

    void add(Mount mount, String path) {
        MountOptions options = mounts.options(mount);
        if (!draft.shape.has(LinuxNamespaceType.CGROUP)) {
            throw new PlanException(
                    "linux.namespaces",
                    "a mount of type cgroup shows the host's whole tree without a cgroup namespace");
        }
        List<Hierarchy> v1 = draft.launch.hierarchies().stream()
                .filter(hierarchy -> !hierarchy.unified())
                .toList();
        if (v1.isEmpty()) {
            Code code = draft.step(
                    Group.FILE_SYSTEM,
                    "mount cgroup2 on " + path,
                    "the container's own control group is the root there");
            Slot made = Trees.make(code, new Trees.FileSystem("cgroup2", "cgroup", Map.of(), List.of(), options.set()));
            mounts.place(code, made, path, Targets.Kind.DIRECTORY, options);
        } else {
            tree(v1, path, options);
        }
    }

    private void tree(List<Hierarchy> hierarchies, String path, MountOptions options) {
        Code top = draft.step(
                Group.FILE_SYSTEM, "mount tmpfs on " + path, "with cgroup v1, each hierarchy has a directory in it");
        Slot directory = Trees.make(
                top,
                new Trees.FileSystem(
                        "tmpfs",
                        "cgroup",
                        Map.of("mode", "755"),
                        List.of(),
                        List.of(
                                MountAttribute.MOUNT_ATTR_NOSUID,
                                MountAttribute.MOUNT_ATTR_NODEV,
                                MountAttribute.MOUNT_ATTR_NOEXEC)));
        mounts.place(top, directory, path, Targets.Kind.DIRECTORY, options);
        for (Hierarchy hierarchy : hierarchies) {
            Code code = draft.step(
                    Group.FILE_SYSTEM,
                    "mount cgroup " + hierarchy.name() + " on " + path + "/" + hierarchy.name(),
                    "the container's own control group is the root there");
            code.remedy(Errno.EBUSY, "this hierarchy's controllers are mounted together with others on the host");
            code.run(Syscall.MKDIRAT, Operand.of(directory), Operand.of(hierarchy.name()), Operand.of(0755, "0755"));
            Slot made = Trees.make(code, fileSystem(hierarchy, options));
            Trees.attach(code, made, new Targets.Target(Operand.of(directory), hierarchy.name()));
        }
        if (options.readOnly()) {
            Trees.setAttributes(
                    draft.step(Group.FILE_SYSTEM, "make " + path + " read-only", "all directories are in it by now"),
                    Trees.byDescriptor(directory),
                    List.of(MountAttribute.MOUNT_ATTR_RDONLY),
                    List.of(),
                    false);
        }
    }

    /** Controllers are flags to fsconfig(2), and a named hierarchy without controllers is {@code name=...}. */
    private static Trees.FileSystem fileSystem(Hierarchy hierarchy, MountOptions options) {
        Map<String, String> data = new LinkedHashMap<>();
        for (String option : hierarchy.options()) {
            int equals = option.indexOf('=');
            data.put(equals < 0 ? option : option.substring(0, equals), equals < 0 ? "" : option.substring(equals + 1));
        }
        return new Trees.FileSystem("cgroup", "cgroup", data, List.of(), options.set());
    }
}
