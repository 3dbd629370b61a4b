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
import java.util.Optional;

/** The cgroup file system inside the container: one directory with v2, one for each hierarchy with v1 (cgroups(7)). */
final class CgroupMounts {
    private static final String ONLY_OWN = "the container sees its own control group and no other";

    private final Draft draft;
    private final Mounts mounts;

    CgroupMounts(Draft draft, Mounts mounts) {
        this.draft = draft;
        this.mounts = mounts;
    }

    void add(Mount mount, String path) {
        MountOptions options = mounts.options(mount);
        boolean namespace = draft.shape.has(LinuxNamespaceType.CGROUP);
        if (!namespace && draft.launch.cgroup().all().isEmpty()) {
            tree(
                    List.of(),
                    path,
                    "there is no control group of its own to show, and the host's tree is not its affair",
                    options);
            return;
        }
        List<Hierarchy> v1 = draft.launch.hierarchies().stream()
                .filter(hierarchy -> !hierarchy.unified())
                .toList();
        if (v1.isEmpty() && !namespace) {
            draft.launch.hierarchies().forEach(hierarchy -> bindWhole(hierarchy, path, options));
        } else if (v1.isEmpty()) {
            Code code = draft.step(
                    Group.FILE_SYSTEM,
                    "mount cgroup2 on " + path,
                    "the container's own control group is the root there");
            Slot made = Trees.make(code, new Trees.FileSystem("cgroup2", "cgroup", Map.of(), List.of(), options.set()));
            mounts.place(code, made, path, Targets.Kind.DIRECTORY, options);
        } else {
            tree(v1, path, "with cgroup v1, each hierarchy has a directory in it", options);
        }
    }

    private void tree(List<Hierarchy> hierarchies, String path, String why, MountOptions options) {
        Code top = draft.step(Group.FILE_SYSTEM, "mount tmpfs on " + path, why);
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
            if (!draft.shape.has(LinuxNamespaceType.CGROUP)) {
                bind(hierarchy, directory, path, options);
                continue;
            }
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

    /** Without a namespace, the container's own control group is shown by a bind mount of its directory. */
    private void bind(Hierarchy hierarchy, Slot top, String path, MountOptions options) {
        own(hierarchy).ifPresent(own -> {
            Code code = draft.step(Group.FILE_SYSTEM, "bind " + own + " on " + path + "/" + hierarchy.name(), ONLY_OWN);
            code.run(Syscall.MKDIRAT, Operand.of(top), Operand.of(hierarchy.name()), Operand.of(0755, "0755"));
            Slot clone = cloned(code, own, options);
            Trees.attach(code, clone, new Targets.Target(Operand.of(top), hierarchy.name()));
        });
    }

    private void bindWhole(Hierarchy hierarchy, String path, MountOptions options) {
        own(hierarchy).ifPresent(own -> {
            Code code = draft.step(Group.FILE_SYSTEM, "bind " + own + " on " + path, ONLY_OWN);
            mounts.place(code, cloned(code, own, options), path, Targets.Kind.DIRECTORY, options);
        });
    }

    private static Slot cloned(Code code, String directory, MountOptions options) {
        Slot clone = Trees.cloneOf(code, "cgroup", directory, false);
        Trees.setAttributes(code, Trees.byDescriptor(clone), options.set(), options.clear(), false);
        return clone;
    }

    /** The directory of the container's control group in a hierarchy. */
    private Optional<String> own(Hierarchy hierarchy) {
        return draft.launch.cgroup().all().stream()
                .filter(file -> file.startsWith(hierarchy.mountPoint() + "/"))
                .map(file -> file.substring(0, file.lastIndexOf('/')))
                .findFirst();
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
