package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.MountFlag;
import io.jdock.kernel.Statx;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The container's root: {@code root.path} of the configuration, or what it mounts on {@code /}. It is put over the host's
 * root, which stays visible below it until {@link #pivot}, so that sources of bind mounts can still be named.
 */
final class RootMount {
    /**
     * Pages as large as what is written allows: the overlay copies a file of a layer before the container's first change of it, and that takes
     * half the time. No file takes more than its size (Documentation/filesystems/tmpfs.rst, "huge=").
     */
    private static final Map<String, String> LARGE_PAGES = Map.of("huge", "within_size");

    private final Draft draft;
    private final Mounts mounts;
    private @Nullable Slot prepared;
    private final List<Slot> mappedLayers = new ArrayList<>();

    RootMount(Draft draft, Mounts mounts) {
        this.draft = draft;
        this.mounts = mounts;
    }

    /** Clones the root directory with the monitor's rights. */
    void prepareByMonitor() {
        if (mount().isEmpty()) {
            Slot root = cloneRoot();
            mounts.cutOff(
                    draft.step(
                            Group.FILE_SYSTEM,
                            "cut the root off from the host's mounts",
                            "a clone is a peer of its source, so what the container mounts on it would appear there"),
                    root);
            prepared = root;
        } else if (mapsLayers(mount().get())) {
            Trees.layers(mounts.options(mount().get()).data().getOrDefault("lowerdir", ""))
                    .forEach(layer -> mappedLayers.add(mappedLayer(mount().get(), layer)));
        }
    }

    /** What the monitor has cloned. */
    List<Slot> prepared() {
        List<Slot> all = new ArrayList<>(mappedLayers);
        if (prepared != null) {
            all.add(prepared);
        }
        return all;
    }

    /** Without a scratch directory there is no place for layers to be found at. */
    private boolean mapsLayers(Mount mount) {
        return "overlay".equals(mount.type())
                && mounts.options(mount).idmap() != MountOptions.IdMapping.NONE
                && takesScratch(mounts.options(mount));
    }

    private Slot mappedLayer(Mount mount, String layer) {
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "clone the layer " + layer + " with other owners",
                "what is root's in the layer is the container's root's, who is somebody else on the host");
        code.remedy(Errno.ENOENT, "the root directory, or a layer, does not exist");
        Slot clone = Trees.cloneOf(code, "layer", layer.endsWith("/") ? layer : layer + "/", false);
        mounts.cutOff(code, clone);
        mounts.mapIds(code, clone, mounts.options(mount));
        return clone;
    }

    private static boolean takesScratch(MountOptions options) {
        return !options.data().containsKey("upperdir") && !options.superblockReadOnly();
    }

    /** Makes the root and the working directory of the steps that follow. */
    Targets make() {
        Optional<Mount> mount = mount();
        Slot root;
        Targets.Ground ground = Targets.Ground.FOREIGN;
        if (mount.isEmpty()) {
            Slot ready = prepared;
            root = ready != null ? ready : cloneRoot();
            attach(root, path());
        } else if (mounts.options(mount.get()).bind()) {
            root = mounts.source(mount.get());
            attach(root, mounts.path(mount.get()));
        } else if ("overlay".equals(mount.get().type())) {
            root = overlay(mount.get());
        } else {
            root = fileSystem(mount.get());
            ground = "tmpfs".equals(mount.get().type()) ? Targets.Ground.OWN : Targets.Ground.FOREIGN;
        }
        workIn(root);
        return new Targets(ground);
    }

    private void workIn(Slot root) {
        draft.step(
                        Group.FILE_SYSTEM,
                        "work in the container's root",
                        "paths without a leading slash are the container's from here on, others the host's")
                .run(Syscall.FCHDIR, Operand.of(root));
    }

    private Optional<Mount> mount() {
        return draft.spec.mounts().stream()
                .filter(mount -> Targets.normal(mount.destination()).equals("/"))
                .reduce((first, last) -> last);
    }

    private Slot cloneRoot() {
        String path = path();
        Code code = draft.step(
                Group.FILE_SYSTEM, "clone the root directory " + path, "the container's file system begins here");
        code.remedy(Errno.ENOENT, "root.path: there is no such directory");
        code.remedy(Errno.ENOTDIR, "root.path: not a directory");
        code.remedy(Errno.EACCES, "root.path: the caller may not enter it");
        return Trees.cloneOf(code, "root", path.endsWith("/") ? path : path + "/", true); // the slash: a directory
    }

    private String path() {
        return Path.of(draft.launch.bundle())
                .resolve(draft.spec.root().path())
                .normalize()
                .toString();
    }

    private Slot fileSystem(Mount mount) {
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "mount a new " + mount.type() + " as the root",
                "the container starts with nothing, and gets only what the following steps put there");
        Slot root = Trees.make(code, mounts.fileSystem(mount, Map.of()));
        Trees.attach(code, root, overHost());
        return root;
    }

    /** Without an upper directory of its own, an overlay writes to a tmpfs that goes away with the container. */
    private Slot overlay(Mount mount) {
        MountOptions options = mounts.options(mount);
        Map<String, String> more = new LinkedHashMap<>();
        if (takesScratch(options)) {
            makeScratch();
            more.put("upperdir", "upper");
            more.put("workdir", "work");
        }
        if (!mappedLayers.isEmpty()) {
            more.put("lowerdir", String.join(":", placeLayers()));
        }
        if (draft.shape.has(LinuxNamespaceType.USER)) {
            more.put("userxattr", ""); // Documentation/filesystems/overlayfs.rst, "User xattr", since 5.11
        }
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "mount an overlay as the root",
                "layers of an image below, the container's own changes above; none is copied");
        code.remedy(Errno.EPERM, "overlays of a user namespace take kernel 5.11");
        code.remedy(
                Errno.EINVAL,
                "a layer is missing or lies on a file system that cannot be a layer, or there are several layers,"
                        + " whose long names take kernel 6.5");
        code.remedy(Errno.ENOENT, "a layer, or the root directory, does not exist");
        code.remedy(Errno.ENOTDIR, "a layer, or the root, is not a directory");
        code.remedy(
                Errno.EACCES,
                "the container's root is another user outside, who may not enter the layer or a directory above it");
        Slot root = Trees.make(code, mounts.fileSystem(mount, more));
        if (more.containsKey("upperdir")) {
            dropScratch();
        }
        attach(root, "the overlay");
        return root;
    }

    /** The overlay holds on to the tmpfs. In its place it would stay between the container's root and the host's. */
    private void dropScratch() {
        draft.step(
                        Group.FILE_SYSTEM,
                        "let go of the tmpfs's place",
                        "the overlay has it; what lies over the host's root must be the container's alone")
                .run(Syscall.UMOUNT2, Operand.of("."), Operand.of(MountFlag.MNT_DETACH));
    }

    /** An overlay finds its layers by path only. Returns their names. */
    private List<String> placeLayers() {
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "give the layers a place beside the upper directory",
                "an overlay names them by path");
        List<String> names = new ArrayList<>();
        for (Slot layer : mappedLayers) {
            String name = "lower" + names.size();
            code.run(Syscall.MKDIRAT, Draft.here(), Operand.of(name), Operand.of(0755, "0755"));
            Trees.attach(code, layer, new Targets.Target(Draft.here(), name));
            names.add(name);
        }
        return names;
    }

    private void makeScratch() {
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "mount a tmpfs for what the container writes",
                "it takes all changes, and they go away with the container");
        Slot scratch = Trees.make(
                code, new Trees.FileSystem("tmpfs", "tmpfs", Map.of("mode", "755"), List.of(), List.of()), LARGE_PAGES);
        Trees.attach(code, scratch, overHost());
        code.run(Syscall.MKDIRAT, Operand.of(scratch), Operand.of("upper"), Operand.of(0755, "0755"));
        code.run(Syscall.MKDIRAT, Operand.of(scratch), Operand.of("work"), Operand.of(0755, "0755"));
        code.run(Syscall.FCHDIR, Operand.of(scratch));
    }

    /** Clones the finished root with all that is mounted on it. */
    Slot copy() {
        return Trees.cloneOf(
                draft.step(
                        Group.FILE_SYSTEM,
                        "clone the finished root with all its mounts",
                        "a mount that has its place cannot be moved to another namespace, but a clone of it can"),
                "root",
                ".",
                true);
    }

    /** Works in another root from here on, in whatever mount namespace the process is now. */
    void replace(Slot root) {
        attach(root, "the clone");
        workIn(root);
    }

    private void attach(Slot root, String source) {
        Trees.attach(
                draft.step(
                        Group.FILE_SYSTEM,
                        "put " + source + " in the place of the root",
                        "over the host's root, which this process still sees below it until pivot_root"),
                root,
                overHost());
    }

    private static Targets.Target overHost() {
        return new Targets.Target(Draft.here(), "/");
    }

    /** Makes the container's root the only one that its processes can name. */
    void enter() {
        if (draft.launch.pivots()) {
            pivot();
            checkThatNoWayLeadsBack();
        } else {
            changeRoot();
        }
        String propagation = draft.spec.linux().rootfsPropagation();
        if (propagation != null) {
            propagate(propagation);
        }
        if (draft.spec.root().readonly()) {
            Trees.setAttributes(
                    draft.step(
                            Group.FILE_SYSTEM,
                            "make the root read-only",
                            "the container can only write where it was given room"),
                    new Targets.Target(Draft.here(), "/"),
                    List.of(MountAttribute.MOUNT_ATTR_RDONLY),
                    List.of(),
                    false);
        }
    }

    /**
     * The host's root stays below the container's. Its proc and sysfs are taken away or covered: while a complete one can be
     * seen, the kernel lets any user namespace mount another (mount_namespaces(7)).
     */
    private void changeRoot() {
        Code code = draft.step(
                Group.FILE_SYSTEM,
                "take the host's /proc and /sys away",
                "the host's root cannot be unmounted after chroot, but what is powerful in it");
        for (String path : List.of("/proc", "/sys")) {
            Label gone = new Label("gone");
            // EINVAL: no mount, or one that a user namespace may not uncover; then it is covered
            Slot result = code.call(
                    "result",
                    Set.of(Errno.EINVAL, Errno.ENOENT),
                    Syscall.UMOUNT2,
                    Operand.of(path),
                    Operand.of(MountFlag.MNT_DETACH));
            code.branch(result, Condition.NOT_EQUAL, -Errno.EINVAL.number(), gone);
            Trees.mount(
                    code,
                    new Trees.FileSystem(
                            "tmpfs", "tmpfs", Map.of(), List.of("ro"), List.of(MountAttribute.MOUNT_ATTR_RDONLY)),
                    path);
            code.mark(gone);
        }
        draft.step(
                        Group.FILE_SYSTEM,
                        "change the root with chroot",
                        "asked for with --no-pivot; whoever has CAP_SYS_CHROOT can leave it")
                .run(Syscall.CHROOT, Operand.of("."))
                .run(Syscall.CHDIR, Operand.of("/"))
                .remedy(Errno.EPERM, "chroot(2) takes CAP_SYS_CHROOT");
    }

    /** Swaps the roots and lets the host's go. */
    private void pivot() {
        Operand dot = Operand.of(".");
        draft.step(
                        Group.FILE_SYSTEM,
                        "change the root with pivot_root",
                        "unlike after chroot, the old root can then be unmounted, so no way leads back to it")
                .run(Syscall.PIVOT_ROOT, dot, dot)
                .remedy(
                        Errno.EINVAL,
                        "the caller's root is an initial RAM disk or a chroot: see the option --no-pivot");
        draft.step(
                        Group.FILE_SYSTEM,
                        "let go of the host's root",
                        "from here on no path names a file of the host that was not given")
                .run(Syscall.UMOUNT2, dot, Operand.of(MountFlag.MNT_DETACH))
                .run(Syscall.CHDIR, Operand.of("/"));
    }

    /**
     * umount2(2) takes the uppermost of several mounts. Where something lay over the host's root already, the host's root
     * is still there, mounted on the container's: invisible as {@code /}, but not as {@code /..}.
     */
    private void checkThatNoWayLeadsBack() {
        Code code = draft.step(
                Group.FILE_SYSTEM, "check that / is the only root", "the parent of the root must be the root itself");
        Label again = new Label("again");
        Label alone = new Label("alone");
        code.mark(again);
        Slot root = mountId(code, "/");
        Slot parent = mountId(code, "/..");
        code.branch(parent, Condition.EQUAL, Operand.of(root), alone);
        code.run(Syscall.UMOUNT2, Operand.of("/.."), Operand.of(MountFlag.MNT_DETACH));
        code.remedy(Errno.EINVAL, "an outer container locks a mount over its root");
        code.jump(again);
        code.mark(alone);
    }

    private static Slot mountId(Code code, String path) {
        Datum.Space status = new Datum.Space("status", Statx.SIZE);
        code.run(
                Syscall.STATX,
                Draft.here(),
                Operand.of(path),
                Operand.of(0),
                Operand.of(Statx.STATX_MNT_ID, "STATX_MNT_ID"),
                Operand.of(status));
        Slot id = new Slot("mount");
        code.load(id, Width.DOUBLE, Operand.of(status), Statx.MOUNT_ID);
        return id;
    }

    private void propagate(String propagation) {
        boolean recursive = propagation.startsWith("r");
        MountFlag type = switch (recursive ? propagation.substring(1) : propagation) {
            case "shared" -> MountFlag.MS_SHARED;
            case "slave" -> MountFlag.MS_SLAVE;
            case "unbindable" -> MountFlag.MS_UNBINDABLE;
            default -> MountFlag.MS_PRIVATE;
        };
        draft.step(Group.FILE_SYSTEM, "make the root " + propagation, "linux.rootfsPropagation of the configuration")
                .run(
                        Syscall.MOUNT,
                        Trees.NONE,
                        Operand.of("/"),
                        Trees.NONE,
                        recursive ? Operand.of(MountFlag.MS_REC, type) : Operand.of(type),
                        Trees.NONE);
    }
}
