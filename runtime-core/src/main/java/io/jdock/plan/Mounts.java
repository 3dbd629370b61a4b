package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.MountApiFlag;
import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.MountFlag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.MountOptions.IdMapping;
import io.jdock.plan.MountOptions.Propagation;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The container's file system: its root, the mounts of the configuration, what is hidden, and the moment when the host's
 * root goes away.
 *
 * <p>All is made with the mount interface of descriptors (fsopen(2), open_tree(2), move_mount(2)): a mount exists before
 * it has a place, and a place is a descriptor rather than a path that could be changed meanwhile. The sources of bind
 * mounts are cloned while the host's root is still there.
 */
final class Mounts {
    private static final Operand EMPTY = Operand.of("");
    private static final Operand NONE = Operand.of(0);

    private final Draft draft;
    private final IdMaps ids;
    private final IdentityHashMap<Mount, Slot> prepared = new IdentityHashMap<>();
    private final Map<String, Slot> mounted = new HashMap<>();
    private @Nullable Slot preparedRoot;
    private @Nullable Targets targets;
    private @Nullable Slot nullDevice;
    private @Nullable Slot emptyDirectory;

    Mounts(Draft draft, IdMaps ids) {
        this.draft = draft;
        this.ids = ids;
    }

    /** Clones the sources of bind mounts with the monitor's rights, where the container's own process lacks them. */
    void prepareByMonitor() {
        if (!draft.shape.sourcesByMonitor(draft.launch.caller())) {
            return;
        }
        if (rootMount().isEmpty()) {
            preparedRoot = cloneRoot();
        }
        for (Mount mount : draft.spec.mounts()) {
            MountOptions options = options(mount);
            if (options.bind() && !isCopiedLink(mount, options)) {
                Code code = draft.step(
                        Group.FILE_SYSTEM,
                        "clone " + source(mount) + " for " + mount.destination(),
                        "root can open it now, but not once it is somebody else in the container");
                prepared.put(mount, cloneSource(code, mount, options));
            }
        }
    }

    /** No mount event goes from the container to the host, and none comes in unless it is asked for. */
    void separate() {
        boolean receives = Set.of("slave", "rslave", "shared", "rshared")
                        .contains(String.valueOf(draft.spec.linux().rootfsPropagation()))
                || draft.spec.mounts().stream()
                        .anyMatch(mount -> !options(mount).propagation().isEmpty());
        MountFlag propagation = receives ? MountFlag.MS_SLAVE : MountFlag.MS_PRIVATE;
        draft.step(
                        Group.FILE_SYSTEM,
                        "cut the mounts off from the host's",
                        "a mount made in here must not appear out there (mount_namespaces(7), shared subtrees)")
                .run(Syscall.MOUNT, NONE, Operand.of("/"), NONE, Operand.of(MountFlag.MS_REC, propagation), NONE);
    }

    /** The root and everything on it, up to the point where only the host's root has to go. */
    void build() {
        makeRoot();
        takeNullDevice();
        for (Mount mount : draft.spec.mounts()) {
            if (!Targets.normal(mount.destination()).equals("/")) {
                add(mount);
            }
        }
    }

    Targets targets() {
        return Objects.requireNonNull(targets, "the root is made first");
    }

    /** The descriptor of what the configuration mounts at a path. */
    Optional<Slot> mountedAt(String path) {
        return Optional.ofNullable(mounted.get(path));
    }

    // ---- root

    private Optional<Mount> rootMount() {
        return draft.spec.mounts().stream()
                .filter(mount -> Targets.normal(mount.destination()).equals("/"))
                .reduce((first, last) -> last);
    }

    private void makeRoot() {
        Optional<Mount> mount = rootMount();
        Slot root;
        boolean fresh = false;
        if (mount.isEmpty()) {
            Slot ready = preparedRoot;
            root = ready != null ? ready : cloneRoot();
            attachRoot(root, rootPath());
        } else if (options(mount.get()).bind()) {
            root = sourceOf(mount.get(), options(mount.get()));
            attachRoot(root, mount.get().source());
        } else {
            fresh = "tmpfs".equals(mount.get().type());
            root = "overlay".equals(mount.get().type()) ? overlayRoot(mount.get()) : fileSystemRoot(mount.get());
        }
        targets = new Targets(root, fresh);
        mounted.put("/", root);
    }

    private Slot cloneRoot() {
        String path = rootPath();
        Code code = draft.step(
                Group.FILE_SYSTEM, "clone the root directory " + path, "the container's file system begins here");
        code.remedy(Errno.ENOENT, "root.path: there is no such directory");
        code.remedy(Errno.ENOTDIR, "root.path: not a directory");
        code.remedy(Errno.EACCES, "root.path: the caller may not enter it");
        return code.call(
                "root",
                Syscall.OPEN_TREE,
                Draft.here(),
                Operand.of(path.endsWith("/") ? path : path + "/"), // the slash insists on a directory
                Targets.flags(
                        List.of(MountApiFlag.OPEN_TREE_CLONE, MountApiFlag.OPEN_TREE_CLOEXEC, AtFlag.AT_RECURSIVE)));
    }

    private String rootPath() {
        return Path.of(draft.launch.bundle())
                .resolve(draft.spec.root().path())
                .normalize()
                .toString();
    }

    private Slot fileSystemRoot(Mount mount) {
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "mount a new " + mount.type() + " as the root",
                "the container starts with nothing, and gets only what the following steps put there");
        Slot root = newFileSystem(code, mount, options(mount), List.of());
        attach(code, root, new Targets.Target(Draft.here(), "/"));
        return root;
    }

    private void attachRoot(Slot root, String source) {
        attach(
                draft.step(
                        Group.FILE_SYSTEM,
                        "put " + source + " in the place of the root",
                        "over the host's root, which this process still sees below it until pivot_root"),
                root,
                new Targets.Target(Draft.here(), "/"));
    }

    /** Without an upper directory of its own, an overlay writes to a tmpfs that goes away with the container. */
    private Slot overlayRoot(Mount mount) {
        MountOptions options = options(mount);
        boolean throwAway = !options.data().containsKey("upperdir") && !options.superblockReadOnly();
        List<String> more = new ArrayList<>();
        if (throwAway) {
            Code code = draft.step(
                    Group.FILE_SYSTEM,
                    "mount a tmpfs for what the container writes",
                    "it takes all changes, and they go away with the container");
            Slot scratch = newFileSystem(code, "tmpfs", "tmpfs", Map.of("mode", "755"), List.of(), List.of());
            attach(code, scratch, new Targets.Target(Draft.here(), "/"));
            code.run(Syscall.MKDIRAT, Operand.of(scratch), Operand.of("upper"), Operand.of(0755, "0755"));
            code.run(Syscall.MKDIRAT, Operand.of(scratch), Operand.of("work"), Operand.of(0755, "0755"));
            code.run(Syscall.FCHDIR, Operand.of(scratch));
            more.add("upperdir=upper");
            more.add("workdir=work");
        }
        if (draft.shape.has(LinuxNamespaceType.USER)) {
            more.add("userxattr"); // Documentation/filesystems/overlayfs.rst: "User xattr", since 5.11
        }
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "mount an overlay as the root",
                "layers of an image below, the container's own changes above; none is copied");
        code.remedy(Errno.EPERM, "overlays of a user namespace take kernel 5.11");
        code.remedy(Errno.EINVAL, "a layer is missing or lies on a file system that cannot be a layer");
        Slot root = newFileSystem(code, mount, options, more);
        attach(code, root, new Targets.Target(Draft.here(), "/"));
        return root;
    }

    // ---- mounts of the configuration

    private void add(Mount mount) {
        String path = Targets.normal(mount.destination());
        MountOptions options = options(mount);
        if (isCopiedLink(mount, options)) {
            copyLink(mount, path);
        } else if (options.bind()) {
            bind(mount, path, options);
        } else if ("cgroup".equals(mount.type())) {
            new CgroupMounts(draft, this).add(mount, path, options);
        } else {
            fileSystem(mount, path, options);
        }
    }

    private void bind(Mount mount, String path, MountOptions options) {
        Slot ready = prepared.get(mount);
        boolean directory = draft.launch.sources().followed(source(mount)) == Sources.Kind.DIRECTORY;
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "bind " + source(mount) + (source(mount).equals(path) ? "" : " on " + path) + " "
                        + (options.readOnly() ? "(read-only)" : "(writable)"),
                options.readOnly()
                        ? "the container can read it, not change it"
                        : "what the container writes here stays");
        Slot source = ready != null ? ready : cloneSource(code, mount, options);
        place(code, source, path, directory ? Targets.Kind.DIRECTORY : Targets.Kind.FILE, options);
    }

    private Slot sourceOf(Mount mount, MountOptions options) {
        Slot ready = prepared.get(mount);
        if (ready != null) {
            return ready;
        }
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "clone " + source(mount) + " for the root",
                "the container's file system begins here");
        return cloneSource(code, mount, options);
    }

    private Slot cloneSource(Code code, Mount mount, MountOptions options) {
        List<Flag> flags = new ArrayList<>(List.of(MountApiFlag.OPEN_TREE_CLONE, MountApiFlag.OPEN_TREE_CLOEXEC));
        if (options.recursive()) {
            flags.add(AtFlag.AT_RECURSIVE);
        }
        code.remedy(Errno.ENOENT, "the source is missing on the host");
        code.remedy(Errno.EACCES, "the caller may not read the source on the host");
        code.remedy(
                Errno.EINVAL,
                "the source has mounts below it that a user namespace may not uncover: use rbind instead of bind");
        Slot source =
                code.call("source", Syscall.OPEN_TREE, Draft.here(), Operand.of(source(mount)), Targets.flags(flags));
        setAttributes(code, source, options);
        if (options.idmap() != IdMapping.NONE) {
            ids.namespace().ifPresent(namespace -> mapIds(code, source, namespace, options));
        }
        return source;
    }

    private String source(Mount mount) {
        if (mount.source() == null) {
            throw new PlanException("mounts (" + mount.destination() + ")", "a bind mount takes a source");
        }
        return Path.of(draft.launch.bundle()).resolve(mount.source()).toString();
    }

    private void setAttributes(Code code, Slot mount, MountOptions options) {
        if (!options.set().isEmpty() || !options.clear().isEmpty()) {
            setAttributes(code, mount, options.set(), options.clear(), false);
        }
        if (!options.recursiveSet().isEmpty() || !options.recursiveClear().isEmpty()) {
            setAttributes(code, mount, options.recursiveSet(), options.recursiveClear(), true);
        }
        code.remedy(
                Errno.EPERM,
                "the host locked a flag of this mount (nosuid, nodev, noexec or ro): it cannot be cleared");
    }

    private static void setAttributes(
            Code code, Slot mount, List<MountAttribute> set, List<MountAttribute> clear, boolean recursive) {
        // mount_setattr(2): struct mount_attr {attr_set, attr_clr, propagation, userns_fd}
        Datum.Struct attributes = new Datum.Struct(
                "{set=" + Steps.names(set) + ", clear=" + Steps.names(clear) + "}",
                List.of(new Field.Bits(8, set), new Field.Bits(8, clear), new Field.Int(8, 0), new Field.Int(8, 0)));
        code.run(
                Syscall.MOUNT_SETATTR,
                Operand.of(mount),
                EMPTY,
                depth(recursive),
                Operand.of(attributes),
                Operand.of(32));
    }

    /** On this mount, id 0 of the disk is id 0 of the container: files made inside belong to who they should outside. */
    private static void mapIds(Code code, Slot mount, Slot namespace, MountOptions options) {
        Datum.Struct attributes = new Datum.Struct(
                "{set=MOUNT_ATTR_IDMAP, userns}",
                List.of(
                        new Field.Bits(8, List.of(MountAttribute.MOUNT_ATTR_IDMAP)),
                        new Field.Int(8, 0),
                        new Field.Int(8, 0),
                        new Field.Int(8, 0)));
        code.store(Width.DOUBLE, attributes, 24, Operand.of(namespace));
        // EINVAL: a file system that does not know id-mapped mounts shows its files as nobody's
        code.attempt(
                Set.of(Errno.EINVAL),
                Syscall.MOUNT_SETATTR,
                Operand.of(mount),
                EMPTY,
                depth(options.idmap() == IdMapping.RECURSIVE),
                Operand.of(attributes),
                Operand.of(32));
    }

    private static Operand depth(boolean recursive) {
        return recursive ? Operand.of(AtFlag.AT_EMPTY_PATH, AtFlag.AT_RECURSIVE) : Operand.of(AtFlag.AT_EMPTY_PATH);
    }

    private void fileSystem(Mount mount, String path, MountOptions options) {
        String type = String.valueOf(mount.type());
        Code code = draft.step(Group.FILE_SYSTEM, "mount " + type + " on " + path, reason(type));
        code.remedy(Errno.ENODEV, "this kernel does not know the file system");
        code.remedy(
                Errno.EPERM,
                type.equals("sysfs")
                        ? "sysfs takes a network namespace that the container owns; bind /sys read-only instead"
                        : "an outer container hides parts of it, so the kernel refuses a complete new one: see 'jdock:doctor'");
        Slot made = newFileSystem(code, mount, options, List.of());
        place(code, made, path, Targets.Kind.DIRECTORY, options);
    }

    private void place(Code code, Slot mount, String path, Targets.Kind kind, MountOptions options) {
        boolean kernelFiles = path.equals("/proc") || path.equals("/sys");
        Targets.Target target =
                kernelFiles ? targets().makeStrictly(code, path) : targets().make(code, path, kind);
        attach(code, mount, target);
        options.propagation().forEach(propagation -> propagate(code, mount, propagation));
        targets().cover(path, mount);
        mounted.put(path, mount);
    }

    private static void propagate(Code code, Slot mount, Propagation propagation) {
        Datum.Struct attributes = new Datum.Struct(
                "{propagation=" + propagation.type().name() + "}",
                List.of(
                        new Field.Int(8, 0),
                        new Field.Int(8, 0),
                        new Field.Bits(8, List.of(propagation.type())),
                        new Field.Int(8, 0)));
        code.run(
                Syscall.MOUNT_SETATTR,
                Operand.of(mount),
                EMPTY,
                depth(propagation.recursive()),
                Operand.of(attributes),
                Operand.of(32));
    }

    static void attach(Code code, Slot mount, Targets.Target target) {
        boolean byDescriptor = target.path().isEmpty();
        code.run(
                Syscall.MOVE_MOUNT,
                Operand.of(mount),
                EMPTY,
                target.directory(),
                Operand.of(target.path()),
                byDescriptor
                        ? Operand.of(MountApiFlag.MOVE_MOUNT_F_EMPTY_PATH, MountApiFlag.MOVE_MOUNT_T_EMPTY_PATH)
                        : Operand.of(MountApiFlag.MOVE_MOUNT_F_EMPTY_PATH));
        code.remedy(Errno.ENOTDIR, "source and target must both be directories, or both be files");
        code.remedy(Errno.EINVAL, "source and target must both be directories, or both be files");
        code.remedy(Errno.ENOSPC, "too many mounts: raise sysctl fs.mount-max");
    }

    // ---- file systems

    private Slot newFileSystem(Code code, Mount mount, MountOptions options, List<String> more) {
        Map<String, String> data = new LinkedHashMap<>();
        options.data().forEach((key, value) -> {
            if (!isUnmappedGroup(key, value)) {
                data.put(key, value);
            }
        });
        for (String option : more) {
            int equals = option.indexOf('=');
            data.putIfAbsent(
                    equals < 0 ? option : option.substring(0, equals), equals < 0 ? "" : option.substring(equals + 1));
        }
        List<MountAttribute> attributes = new ArrayList<>(options.set());
        attributes.addAll(options.recursiveSet());
        String source = mount.source() == null ? String.valueOf(mount.type()) : mount.source();
        return newFileSystem(code, String.valueOf(mount.type()), source, data, options.superblockFlags(), attributes);
    }

    /** {@code gid=5} of devpts means nothing where no group 5 is mapped; runc and crun drop it too. */
    private boolean isUnmappedGroup(String key, String value) {
        if (!key.equals("gid") || !draft.shape.makes(LinuxNamespaceType.USER)) {
            return false;
        }
        long gid = Long.parseLong(value);
        return draft.spec.linux().gidMappings().stream()
                .noneMatch(map -> gid >= map.containerID() && gid < map.containerID() + map.size());
    }

    Slot newFileSystem(
            Code code,
            String type,
            String source,
            Map<String, String> data,
            List<String> flags,
            List<MountAttribute> attributes) {
        Slot context = code.call("context", Syscall.FSOPEN, Operand.of(type), Operand.of(MountApiFlag.FSOPEN_CLOEXEC));
        configure(code, context, "source", source);
        data.forEach((key, value) -> configure(code, context, key, value));
        flags.forEach(flag -> configure(code, context, flag, ""));
        code.run(Syscall.FSCONFIG, Operand.of(context), Operand.of(Constant.FSCONFIG_CMD_CREATE), NONE, NONE, NONE);
        Slot mount = code.call(
                type,
                Syscall.FSMOUNT,
                Operand.of(context),
                Operand.of(MountApiFlag.FSMOUNT_CLOEXEC),
                Targets.flags(attributes));
        code.run(Syscall.CLOSE, Operand.of(context));
        return mount;
    }

    private static void configure(Code code, Slot context, String key, String value) {
        boolean flag = value.isEmpty();
        code.run(
                Syscall.FSCONFIG,
                Operand.of(context),
                Operand.of(flag ? Constant.FSCONFIG_SET_FLAG : Constant.FSCONFIG_SET_STRING),
                Operand.of(key),
                flag ? NONE : Operand.of(value),
                NONE);
    }

    private static String reason(String type) {
        return switch (type) {
            case "proc" -> "shows the processes of the container's own PID namespace";
            case "sysfs" -> "shows the interfaces of the container's own network namespace";
            case "tmpfs" -> "a place of its own in memory, gone with the container";
            case "devpts" -> "pseudo-terminals of its own, invisible to the host";
            case "mqueue" -> "message queues of its own IPC namespace";
            default -> "asked for by the configuration";
        };
    }

    // ---- links

    /** crun's option {@code copy-symlink}: a link on the host becomes the same link inside. */
    private boolean isCopiedLink(Mount mount, MountOptions options) {
        return options.copySymlink() && draft.launch.sources().kind(source(mount)) == Sources.Kind.SYMLINK;
    }

    private void copyLink(Mount mount, String path) {
        String link = draft.launch.sources().link(source(mount));
        Code code = draft.step(Group.FILE_SYSTEM, "link " + path + " to " + link, "as it is on the host");
        int slash = path.lastIndexOf('/');
        Targets.Target parent = slash == 0
                ? new Targets.Target(Operand.of(targets().root()), "")
                : targets().make(code, path.substring(0, slash), Targets.Kind.DIRECTORY);
        String prefix = parent.path().isEmpty() ? "" : parent.path() + "/";
        code.attempt(
                Set.of(Errno.EEXIST),
                Syscall.SYMLINKAT,
                Operand.of(link),
                parent.directory(),
                Operand.of(prefix + path.substring(slash + 1)));
        targets().cover(path, targets().root());
    }

    // ---- hiding

    private void takeNullDevice() {
        if (draft.spec.linux().maskedPaths().isEmpty()) {
            return;
        }
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "take hold of the host's /dev/null",
                "files are masked with it, and the container's own could be a link (CVE-2025-31133)");
        nullDevice = code.call(
                "null",
                Syscall.OPENAT,
                Draft.here(),
                Operand.of("/dev/null"),
                Targets.flags(List.of(OpenFlag.O_PATH, OpenFlag.O_CLOEXEC, OpenFlag.O_NOFOLLOW)),
                NONE);
    }

    /** Hides what the configuration names, if it is there. */
    void mask() {
        for (String path : draft.spec.linux().maskedPaths()) {
            if (emptyDirectory == null) {
                makeEmptyDirectory();
            }
            Code code = draft.step(Group.FILE_SYSTEM, "mask " + path, "it tells of or changes the whole machine");
            Label done = new Label("done");
            Slot target = find(code, path, done);
            Slot cover = cloneOf(code, Objects.requireNonNull(nullDevice));
            // do_move_mount() says EINVAL, older kernels ENOTDIR, to a file that is to cover a directory
            Slot moved = code.call(
                    "moved",
                    Set.of(Errno.ENOTDIR, Errno.EINVAL),
                    Syscall.MOVE_MOUNT,
                    Operand.of(cover),
                    EMPTY,
                    Operand.of(target),
                    EMPTY,
                    Operand.of(MountApiFlag.MOVE_MOUNT_F_EMPTY_PATH, MountApiFlag.MOVE_MOUNT_T_EMPTY_PATH));
            code.branch(moved, Condition.EQUAL, 0, done);
            attach(code, cloneOf(code, Objects.requireNonNull(emptyDirectory)), byDescriptor(target));
            code.mark(done);
        }
    }

    private void makeEmptyDirectory() {
        Code code = draft.step(
                Group.FILE_SYSTEM, "make an empty read-only directory", "directories are masked with clones of it");
        Slot empty = newFileSystem(
                code,
                "tmpfs",
                "tmpfs",
                Map.of("size", "0", "mode", "555"),
                List.of("ro"),
                List.of(
                        MountAttribute.MOUNT_ATTR_RDONLY,
                        MountAttribute.MOUNT_ATTR_NOSUID,
                        MountAttribute.MOUNT_ATTR_NODEV,
                        MountAttribute.MOUNT_ATTR_NOEXEC));
        emptyDirectory = empty;
    }

    /** Makes what the configuration names read-only, if it is there. */
    void protect() {
        for (String path : draft.spec.linux().readonlyPaths()) {
            Code code = draft.step(
                    Group.FILE_SYSTEM, "make " + path + " read-only", "it sets switches of the whole machine");
            Label done = new Label("done");
            Slot target = find(code, path, done);
            Slot clone = cloneOf(code, target, AtFlag.AT_RECURSIVE);
            setAttributes(code, clone, List.of(MountAttribute.MOUNT_ATTR_RDONLY), List.of(), true);
            attach(code, clone, byDescriptor(target));
            code.mark(done);
        }
    }

    private Slot find(Code code, String path, Label missing) {
        Slot target = code.call(
                "target",
                Set.of(Errno.ENOENT, Errno.ENOTDIR),
                Syscall.OPENAT2,
                Operand.of(targets().root()),
                Operand.of(Targets.relative(Targets.normal(path))),
                Steps.how(
                        List.of(OpenFlag.O_PATH, OpenFlag.O_CLOEXEC),
                        ResolveFlag.RESOLVE_IN_ROOT,
                        ResolveFlag.RESOLVE_NO_MAGICLINKS),
                Steps.HOW_SIZE);
        code.branch(target, Condition.LESS, 0, missing);
        return target;
    }

    private static Slot cloneOf(Code code, Slot mount, Flag... more) {
        List<Flag> flags = new ArrayList<>(
                List.of(MountApiFlag.OPEN_TREE_CLONE, MountApiFlag.OPEN_TREE_CLOEXEC, AtFlag.AT_EMPTY_PATH));
        flags.addAll(List.of(more));
        return code.call("clone", Syscall.OPEN_TREE, Operand.of(mount), EMPTY, Targets.flags(flags));
    }

    private static Targets.Target byDescriptor(Slot target) {
        return new Targets.Target(Operand.of(target), "");
    }

    // ---- the end of the host's root

    void pivot() {
        Operand dot = Operand.of(".");
        draft.step(
                        Group.FILE_SYSTEM,
                        "change the root with pivot_root",
                        "unlike after chroot, the old root can then be unmounted, so no way leads back to it")
                .run(Syscall.FCHDIR, Operand.of(targets().root()))
                .run(Syscall.PIVOT_ROOT, dot, dot)
                .remedy(Errno.EINVAL, "the caller's root is an initramfs or a chroot, which cannot be left");
        draft.step(
                        Group.FILE_SYSTEM,
                        "let go of the host's root",
                        "from here on no path names a file of the host that was not given")
                .run(Syscall.UMOUNT2, dot, Operand.of(MountFlag.MNT_DETACH))
                .run(Syscall.CHDIR, Operand.of("/"));
        String propagation = draft.spec.linux().rootfsPropagation();
        if (propagation != null) {
            propagateRoot(propagation);
        }
        if (draft.spec.root().readonly()) {
            Code code = draft.step(
                    Group.FILE_SYSTEM,
                    "make the root read-only",
                    "the container can only write where it was given room");
            setAttributes(code, targets().root(), List.of(MountAttribute.MOUNT_ATTR_RDONLY), List.of(), false);
        }
    }

    private void propagateRoot(String propagation) {
        boolean recursive = propagation.startsWith("r");
        MountFlag type = switch (recursive ? propagation.substring(1) : propagation) {
            case "shared" -> MountFlag.MS_SHARED;
            case "slave" -> MountFlag.MS_SLAVE;
            case "unbindable" -> MountFlag.MS_UNBINDABLE;
            default -> MountFlag.MS_PRIVATE;
        };
        Code code = draft.step(
                Group.FILE_SYSTEM, "make the root " + propagation, "linux.rootfsPropagation of the configuration");
        code.run(
                Syscall.MOUNT,
                NONE,
                Operand.of("/"),
                NONE,
                recursive ? Operand.of(MountFlag.MS_REC, type) : Operand.of(type),
                NONE);
    }

    private MountOptions options(Mount mount) {
        try {
            return MountOptions.parse(mount.options());
        } catch (IllegalArgumentException e) {
            throw new PlanException("mounts (" + mount.destination() + ")", e.getMessage());
        }
    }
}
