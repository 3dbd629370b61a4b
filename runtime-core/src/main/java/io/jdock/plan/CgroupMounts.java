package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.plan.Launch.Hierarchy;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
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
        Slot directory =
                Trees.make(top, new Trees.FileSystem("tmpfs", "cgroup", Map.of("mode", "755"), List.of(), List.of()));
        mounts.place(top, directory, path, Targets.Kind.DIRECTORY, options);
        for (Hierarchy hierarchy : hierarchies) {
            Code code = draft.step(
                    Group.FILE_SYSTEM,
                    "mount cgroup " + hierarchy.name() + " on " + path + "/" + hierarchy.name(),
                    "the container's own control group is the root there");
            code.remedy(Errno.EBUSY, "this hierarchy's controllers are mounted together with others on the host");
            code.run(Syscall.MKDIRAT, Operand.of(directory), Operand.of(hierarchy.name()), Operand.of(0755, "0755"));
            Slot made = Trees.make(
                    code, new Trees.FileSystem("cgroup", "cgroup", Map.of(), hierarchy.options(), options.set()));
            Trees.attach(code, made, new Targets.Target(Operand.of(directory), hierarchy.name()));
        }
    }
}
