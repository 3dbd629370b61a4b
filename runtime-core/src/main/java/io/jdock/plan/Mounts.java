package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.MountFlag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.MountOptions.IdMapping;
import io.jdock.plan.MountOptions.Propagation;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mounts of the configuration, on the container's root, in their order (config.md, "Mounts"). */
final class Mounts {
    /** The kernel's own file systems, whose files the policy tells apart. */
    private static final Set<String> LABELLED_BY_POLICY = Set.of("proc", "sysfs", "cgroup", "cgroup2", "mqueue");

    private final Draft draft;
    private final IdMaps ids;
    private final RootMount root;
    private final IdentityHashMap<Mount, MountOptions> options = new IdentityHashMap<>();
    private final IdentityHashMap<Mount, Slot> prepared = new IdentityHashMap<>();
    private final IdentityHashMap<Mount, Slot> ownMaps = new IdentityHashMap<>();
    private final Map<String, Optional<Slot>> mounted = new HashMap<>();
    private final Set<String> made = new HashSet<>();
    private final List<Mount> late = new ArrayList<>();
    private @Nullable Targets targets;

    Mounts(Draft draft, IdMaps ids) {
        this.draft = draft;
        this.ids = ids;
        this.root = new RootMount(draft, this);
    }

    /** Clones the sources of bind mounts with the monitor's rights, where the container's own process lacks them. */
    void prepareByMonitor() {
        boolean all = draft.shape.sourcesByMonitor(draft.launch.caller());
        if (all) {
            root.prepareByMonitor();
        }
        for (Mount mount : draft.spec.mounts()) {
            boolean wanted = all || hasOwnMaps(mount);
            if (wanted && options(mount).bind() && !options(mount).remount() && !isCopiedLink(mount)) {
                if (hasOwnMaps(mount)) {
                    ownMaps.put(mount, ids.makeForMount(mount.uidMappings(), mount.gidMappings()));
                }
                Code code = draft.step(
                        Group.FILE_SYSTEM,
                        "clone " + path(mount) + " for " + mount.destination(),
                        "root can open it now, but not once it is somebody else in the container");
                Slot source = clone(code, mount);
                cutOff(code, source);
                prepared.put(mount, source);
            }
        }
    }

    /** The clones that the monitor has made. */
    List<Slot> prepared() {
        List<Slot> all = new ArrayList<>(root.prepared());
        draft.spec.mounts().stream()
                .flatMap(mount -> Optional.ofNullable(prepared.get(mount)).stream())
                .forEach(all::add);
        return all;
    }

    private boolean hasOwnMaps(Mount mount) {
        return !mount.uidMappings().isEmpty() && !Unsupported.mapsAsContainer(mount, draft.spec.linux());
    }

    /**
     * A clone is a peer of its source (open_tree(2)), so a mount made on it by the container would appear on the host, and
     * {@link #separate} does not reach what has no place yet.
     */
    void cutOff(Code code, Slot clone) {
        Trees.propagate(code, Trees.byDescriptor(clone), new Propagation(separation(), true));
    }

    /** No mount event goes from the container to the host, and none comes in unless it is asked for. */
    void separate() {
        draft.step(
                        Group.FILE_SYSTEM,
                        "cut the mounts off from the host's",
                        "a mount made in here must not appear out there (mount_namespaces(7), shared subtrees)")
                .run(
                        Syscall.MOUNT,
                        Trees.NONE,
                        Operand.of("/"),
                        Trees.NONE,
                        Operand.of(MountFlag.MS_REC, separation()),
                        Trees.NONE);
    }

    private MountFlag separation() {
        boolean receives = Set.of("slave", "rslave", "shared", "rshared")
                        .contains(String.valueOf(draft.spec.linux().rootfsPropagation()))
                || draft.spec.mounts().stream()
                        .anyMatch(mount -> !options(mount).propagation().isEmpty());
        return receives ? MountFlag.MS_SLAVE : MountFlag.MS_PRIVATE;
    }

    /** The root and everything on it but what {@link #isLate waits}. */
    void build() {
        targets = root.make();
        for (Mount mount : draft.spec.mounts()) {
            if (Targets.normal(mount.destination()).equals("/")) {
                continue;
            }
            if (canWait(mount)) {
                late.add(mount);
            } else {
                add(mount);
            }
        }
        makeWorkingDirectory();
    }

    /**
     * Makes the working directory if it is missing, as runc and crun do, for images name some that they do not have: as the
     * container's root, even where that is read-only later, and never through a link to outside.
     */
    private void makeWorkingDirectory() {
        String given = draft.process.cwd();
        // what lies before a ".." has to be there too, for chdir(2) to get over it
        String path = given.contains("/..") ? Path.of(given).toString() : Targets.normal(given);
        if (draft.launch.standalone() || isLate(path) || !targets().mayLack(path)) {
            return;
        }
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "make the working directory " + path + " if it is missing",
                "an image may name one that it does not have");
        code.remedy(Errno.EROFS, "process.cwd: the file system is read-only and lacks it: make it there first");
        code.remedy(Errno.ENOTDIR, "process.cwd: a part of the path is a file in the container");
        code.remedy(Errno.ENOENT, "process.cwd: a part of the path is a symbolic link that leads nowhere");
        code.remedy(Errno.EACCES, "process.cwd: it is missing, and the container's root may not make it");
        code.remedy(
                Errno.EOVERFLOW,
                "process.cwd: it is missing, and the directory above it belongs to a user that the container does not"
                        + " have: make it there first");
        targets().makeDirectory(code, path);
    }

    /** The rest, up to the point where only the host's root has to go. */
    void finish() {
        late.forEach(this::add);
    }

    /** Whether a path lies where {@link #finish} mounts something. */
    boolean isLate(String path) {
        return late.stream().anyMatch(mount -> isWithin(path, Targets.normal(mount.destination())));
    }

    /**
     * sysfs can wait for the network namespace while other things are done, if the container's root holds no link that
     * could lead there, and nothing else is to lie below, above or on it.
     */
    private boolean canWait(Mount mount) {
        String path = Targets.normal(mount.destination());
        List<String> all = new ArrayList<>();
        draft.spec.mounts().forEach(other -> all.add(Targets.normal(other.destination())));
        draft.spec.linux().devices().forEach(device -> all.add(Targets.normal(device.path())));
        all.removeIf(other -> !isWithin(other, path) && (!isWithin(path, other) || other.equals("/")));
        boolean alone = all.size() == 1; // itself
        return "sysfs".equals(mount.type())
                && draft.network.isMadeBeside()
                && targets().isOwn(path)
                && alone;
    }

    private static boolean isWithin(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }

    RootMount root() {
        return root;
    }

    Targets targets() {
        return Objects.requireNonNull(targets, "the root is made first");
    }

    /** Whether the configuration mounts something at a path. */
    boolean hasMountAt(String path) {
        return mounted.containsKey(path);
    }

    /** A descriptor of what the configuration mounts at a path. */
    Slot mountAt(Code code, String path) {
        return mounted.get(path).orElseGet(() -> open(code, path));
    }

    private static Slot open(Code code, String path) {
        return code.call(
                "mount",
                Syscall.OPENAT,
                Draft.here(),
                Operand.of(Targets.relative(path)),
                Operand.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
    }

    private void add(Mount mount) {
        String path = Targets.normal(mount.destination());
        if (options(mount).remount()) {
            remount(mount, path);
        } else if (isCopiedLink(mount)) {
            copyLink(mount, path);
        } else if (options(mount).bind()) {
            bind(mount, path);
        } else if ("cgroup".equals(mount.type())) {
            new CgroupMounts(draft, this).add(mount, path);
        } else {
            fileSystem(mount, path);
        }
    }

    // ---- bind mounts

    private void bind(Mount mount, String path) {
        MountOptions options = options(mount);
        Targets.Kind kind = draft.launch.sources().followed(path(mount)) == Sources.Kind.DIRECTORY
                ? Targets.Kind.DIRECTORY
                : Targets.Kind.FILE;
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "bind " + path(mount) + (path(mount).equals(path) ? "" : " on " + path) + " "
                        + (options.readOnly() ? "(read-only)" : "(writable)"),
                options.readOnly()
                        ? "the container can read it, not change it"
                        : "what the container writes here stays");
        explainSource(code);
        Slot ready = prepared.get(mount);
        if (ready == null && targets().isOwn(path)) {
            Targets.Target target = targets().make(code, path, kind);
            Trees.bind(code, path(mount), target.path(), options.recursive());
            Trees.setAttributes(code, target, options);
            settle(code, target, path, options, Targets.Ground.FOREIGN);
        } else {
            place(code, ready != null ? ready : clone(code, mount), path, kind, options);
        }
    }

    /** The tree of a bind mount's source, without a place yet. */
    Slot source(Mount mount) {
        Slot ready = prepared.get(mount);
        if (ready != null) {
            return ready;
        }
        return clone(
                draft.step(
                        Group.FILE_SYSTEM,
                        "clone " + path(mount) + " for " + mount.destination(),
                        "the container's file system begins here"),
                mount);
    }

    private Slot clone(Code code, Mount mount) {
        MountOptions options = options(mount);
        explainSource(code);
        Slot source = Trees.cloneOf(code, "source", path(mount), options.recursive());
        Trees.setAttributes(code, Trees.byDescriptor(source), options);
        Slot own = ownMaps.get(mount);
        if (own != null) {
            Trees.mapIdsOrFail(code, source, own, options.idmap() == IdMapping.RECURSIVE);
        } else if (options.idmap() != IdMapping.NONE || !mount.uidMappings().isEmpty()) {
            mapIds(code, source, options);
        }
        return source;
    }

    /** Gives the files of a mount that has no place yet the owners that they have outside, counted inside. */
    void mapIds(Code code, Slot mount, MountOptions options) {
        ids.namespace(code)
                .ifPresent(namespace -> Trees.mapIds(code, mount, namespace, options.idmap() == IdMapping.RECURSIVE));
    }

    private static void explainSource(Code code) {
        code.remedy(Errno.ENOENT, "the source is missing on the host");
        code.remedy(Errno.EACCES, "the caller may not read the source on the host");
        code.remedy(
                Errno.EINVAL,
                "the source has mounts below it that a user namespace may not uncover: use rbind instead of bind");
    }

    /** The source of a bind mount on the host, absolute. */
    String path(Mount mount) {
        if (mount.source() == null) {
            throw new PlanException("mounts (" + mount.destination() + ")", "a bind mount takes a source");
        }
        return mount.source().startsWith("/")
                ? mount.source()
                : Path.of(draft.launch.bundle()).resolve(mount.source()).toString();
    }

    // ---- file systems

    private void fileSystem(Mount mount, String path) {
        String type = String.valueOf(mount.type());
        if (type.equals("sysfs")) {
            draft.network.enter();
        }
        made.add(path);
        Trees.FileSystem fileSystem = fileSystem(mount, Map.of());
        if (options(mount).copyUp()) {
            copyUp(mount, path, fileSystem);
            return;
        }
        Code code = draft.step(Group.FILE_SYSTEM, "mount " + type + " on " + path, reason(type));
        code.remedy(Errno.ENODEV, "this kernel does not know the file system");
        code.remedy(
                Errno.EPERM,
                type.equals("sysfs")
                        ? "sysfs takes a network namespace that the container owns; bind /sys read-only instead"
                        : "an outer container hides parts of it, so the kernel refuses a complete new one: see"
                                + " 'jdock:doctor'");
        if (fileSystem.isPlain() && targets().isOwn(path)) {
            Targets.Target target = targets().make(code, path, Targets.Kind.DIRECTORY);
            Trees.mount(code, fileSystem, target.path());
            settle(code, target, path, options(mount), ground(fileSystem));
        } else {
            Slot made = Trees.make(code, fileSystem);
            place(code, made, path, Targets.Kind.DIRECTORY, options(mount));
            targets().cover(path, ground(fileSystem), made);
        }
    }

    /** The option {@code tmpcopyup}: the tmpfs is filled before it covers what it is filled with. */
    private void copyUp(Mount mount, String path, Trees.FileSystem fileSystem) {
        Code code =
                draft.step(Group.FILE_SYSTEM, "copy " + path + " to a tmpfs", "the mount option tmpcopyup asks for it");
        Targets.Target covered = targets().make(code, path, Targets.Kind.DIRECTORY);
        Slot source = code.call(
                "covered",
                Syscall.OPENAT,
                covered.directory(),
                Operand.of(covered.path().isEmpty() ? "." : covered.path()),
                Operand.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        Slot made = Trees.make(code, fileSystem.writable());
        CopyUp.copy(code, Operand.of(source), Operand.of(made));
        if (options(mount).readOnly()) {
            Trees.setAttributes(
                    code, Trees.byDescriptor(made), List.of(MountAttribute.MOUNT_ATTR_RDONLY), List.of(), false);
        }
        code.run(Syscall.CLOSE, Operand.of(source));
        Code last = draft.step(Group.FILE_SYSTEM, "mount the tmpfs on " + path, reason("tmpfs"));
        place(last, made, path, Targets.Kind.DIRECTORY, options(mount));
    }

    private static Targets.Ground ground(Trees.FileSystem fileSystem) {
        return switch (fileSystem.type()) {
            case "tmpfs" -> Targets.Ground.OWN;
            case "proc", "sysfs" ->
                fileSystem.data().containsKey("subset") ? Targets.Ground.PART_OF_KERNEL : Targets.Ground.KERNEL;
            default -> Targets.Ground.FOREIGN;
        };
    }

    /** A file system as the configuration describes it, with further data for it. */
    Trees.FileSystem fileSystem(Mount mount, Map<String, String> more) {
        MountOptions options = options(mount);
        Map<String, String> data = new LinkedHashMap<>();
        options.data().forEach((key, value) -> {
            if (!isUnmappedGroup(key, value)) {
                data.put(key, value);
            }
        });
        data.putAll(more);
        String type = String.valueOf(mount.type());
        String label = draft.spec.linux().mountLabel();
        if (label != null && !LABELLED_BY_POLICY.contains(type)) {
            data.putIfAbsent("context", label); // mount(8), "Filesystem-independent mount options"
        }
        List<MountAttribute> attributes = new ArrayList<>(options.set());
        options.recursiveSet().stream()
                .filter(attribute -> !attributes.contains(attribute))
                .forEach(attributes::add);
        String source = mount.source() == null ? type : mount.source();
        return new Trees.FileSystem(type, source, data, options.superblockFlags(), attributes);
    }

    /** {@code gid=5} of devpts means nothing where no group 5 is mapped; runc and crun drop it too. */
    private boolean isUnmappedGroup(String key, String value) {
        if (!key.equals("gid") || !draft.shape.makes(LinuxNamespaceType.USER)) {
            return false;
        }
        try {
            long gid = Long.parseLong(value);
            return draft.spec.linux().gidMappings().stream()
                    .noneMatch(map -> gid >= map.containerID() && gid < map.containerID() + map.size());
        } catch (NumberFormatException e) {
            return false; // the file system says what it thinks of it
        }
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

    // ---- changes of what is mounted already

    /**
     * Gives a mount other options. Those of the file system itself are changed only where it is the container's own and
     * {@code bind} does not say otherwise (mount(8), "remount"): that of a bind mount is the host's.
     */
    private void remount(Mount mount, String path) {
        if (!hasMountAt(path)) {
            throw new PlanException("mounts (" + mount.destination() + ")", "there is no earlier mount to remount");
        }
        MountOptions options = options(mount);
        Code code = draft.step(Group.FILE_SYSTEM, "remount " + path, "asked for by the configuration");
        Targets.Target place = mounted.get(path)
                .map(Trees::byDescriptor)
                .orElseGet(() -> targets().make(code, path, Targets.Kind.DIRECTORY));
        Trees.setAttributes(code, place, options);
        if (!options.bind() && made.contains(path)) {
            Trees.reconfigure(code, place, options);
        }
        options.propagation().forEach(propagation -> Trees.propagate(code, place, propagation));
    }

    // ---- places

    void place(Code code, Slot mount, String path, Targets.Kind kind, MountOptions options) {
        boolean kernelFiles = path.equals("/proc") || path.equals("/sys");
        Trees.attach(
                code,
                mount,
                kernelFiles ? targets().makeStrictly(code, path) : targets().make(code, path, kind));
        settle(code, Trees.byDescriptor(mount), path, options, Targets.Ground.FOREIGN);
        mounted.put(path, Optional.of(mount));
    }

    private void settle(Code code, Targets.Target mount, String path, MountOptions options, Targets.Ground ground) {
        options.propagation().forEach(propagation -> Trees.propagate(code, mount, propagation));
        targets().cover(path, ground);
        mounted.put(path, Optional.empty());
    }

    // ---- links

    /** crun's option {@code copy-symlink}: a link on the host becomes the same link inside. */
    private boolean isCopiedLink(Mount mount) {
        return options(mount).copySymlink() && draft.launch.sources().kind(path(mount)) == Sources.Kind.SYMLINK;
    }

    private void copyLink(Mount mount, String path) {
        String target = draft.launch.sources().link(path(mount));
        Code code = draft.step(Group.FILE_SYSTEM, "link " + path + " to " + target, "as it is on the host");
        link(code, path, target);
        targets().cover(path, Targets.Ground.FOREIGN);
    }

    /** Makes a symbolic link, unless something has that name already. */
    void link(Code code, String path, String target) {
        Targets.Target place = entry(code, path);
        code.attempt(
                Set.of(Errno.EEXIST),
                Syscall.SYMLINKAT,
                Operand.of(target),
                place.directory(),
                Operand.of(place.path()));
    }

    /** The directory of a path, which is made if it is missing, and the name in it. */
    Targets.Target entry(Code code, String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        if (slash == 0) {
            return new Targets.Target(Draft.here(), name);
        }
        Targets.Target parent = targets().make(code, path.substring(0, slash), Targets.Kind.DIRECTORY);
        return new Targets.Target(parent.directory(), parent.path().isEmpty() ? name : parent.path() + "/" + name);
    }

    MountOptions options(Mount mount) {
        return options.computeIfAbsent(mount, Mounts::parse);
    }

    private static MountOptions parse(Mount mount) {
        try {
            return MountOptions.parse(mount.options());
        } catch (IllegalArgumentException e) {
            throw new PlanException("mounts (" + mount.destination() + ")", String.valueOf(e.getMessage()));
        }
    }
}
