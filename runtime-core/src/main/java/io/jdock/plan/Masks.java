package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.MountApiFlag;
import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.plan.Launch.Sources;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hides or protects files of the whole machine (config-linux.md, "Masked Paths" and "Readonly Paths").
 *
 * <p>In a proc or sysfs that the program has mounted itself in the host's place, paths are the kernel's own, and most are the
 * same as the host's: what the host does not have there needs no mask. Others are resolved in the container first.
 */
final class Masks {
    private static final List<MountAttribute> READ_ONLY = List.of(MountAttribute.MOUNT_ATTR_RDONLY);
    private static final Trees.FileSystem EMPTY_DIRECTORY = new Trees.FileSystem(
            "tmpfs",
            "tmpfs",
            Map.of("size", "0"),
            List.of("ro"),
            List.of(
                    MountAttribute.MOUNT_ATTR_RDONLY,
                    MountAttribute.MOUNT_ATTR_NOSUID,
                    MountAttribute.MOUNT_ATTR_NODEV,
                    MountAttribute.MOUNT_ATTR_NOEXEC));

    /** Where the host has its proc and sysfs, and what is there if nothing is left out. */
    private static final Map<String, String> WHOLE = Map.of("/proc", "/proc/sys", "/sys", "/sys/kernel");

    private final Draft draft;
    private final Targets targets;
    private final Map<String, Boolean> whole = new HashMap<>();
    private @Nullable Slot nullDevice;
    private Targets.@Nullable Target firstDirectory;

    Masks(Draft draft, Targets targets) {
        this.draft = draft;
        this.targets = targets;
    }

    /** Protects and hides what the configuration names, if it is there and among these paths. */
    void cover(Predicate<String> which) {
        draft.spec.linux().readonlyPaths().stream()
                .map(Targets::normal)
                .filter(which)
                .forEach(this::protect);
        draft.spec.linux().maskedPaths().stream()
                .map(Targets::normal)
                .filter(which)
                .forEach(this::mask);
    }

    private void mask(String path) {
        if (isKernelsOwn(path)) {
            maskOwn(path, draft.launch.sources().kind(path));
        } else {
            maskForeign(path);
        }
    }

    /**
     * Whether the host's own proc or sysfs tells what the container's has there: that is in the same place, the host has all of
     * it, and the path is one that all namespaces see.
     */
    private boolean isKernelsOwn(String path) {
        return targets.ground(path) == Targets.Ground.KERNEL
                && whole.computeIfAbsent(targets.base(path), this::isWholeOnHost)
                && !isOfOneNamespace(path);
    }

    private boolean isWholeOnHost(String mount) {
        String switches = WHOLE.get(mount);
        return switches != null && draft.launch.sources().kind(switches) == Sources.Kind.DIRECTORY;
    }

    /** What shows the processes or the network of one namespace: others have other files there. */
    private static boolean isOfOneNamespace(String path) {
        String entry = path.startsWith("/proc/") ? path.substring("/proc/".length()) : "";
        return entry.startsWith("self")
                || entry.startsWith("thread-self")
                || (!entry.isEmpty() && Character.isDigit(entry.charAt(0)))
                || (path + "/").contains("/net/");
    }

    private void maskOwn(String path, Sources.Kind kind) {
        Targets.Target target = targets.locate(path);
        if (kind == Sources.Kind.FILE) {
            maskFile(path, target);
        } else if (kind == Sources.Kind.DIRECTORY) {
            maskDirectory(path, target);
        }
    }

    /** By the host's /dev/null: the container's could be a link (CVE-2025-31133). */
    private void maskFile(String path, Targets.Target target) {
        if (targets.isOwn(path)) {
            Trees.bind(maskStep(path), "/dev/null", target.path(), false);
        } else {
            Slot device = nullDevice();
            Code code = maskStep(path);
            Trees.attach(code, Trees.cloneOf(code, device), target);
        }
    }

    /** All by one file system: to make another takes longer than all else here. */
    private void maskDirectory(String path, Targets.Target target) {
        Code code = maskStep(path);
        Targets.Target first = firstDirectory;
        boolean own = targets.isOwn(path);
        if (first != null) {
            if (own && first.directory().equals(target.directory())) {
                Trees.bind(code, first.path(), target.path(), false);
            } else {
                Trees.attach(code, Trees.cloneOf(code, "empty", first, false), target);
            }
            return;
        }
        if (own) {
            Trees.mount(code, EMPTY_DIRECTORY, target.path());
        } else {
            Trees.attach(code, Trees.make(code, EMPTY_DIRECTORY), target);
        }
        firstDirectory = target;
    }

    private Code maskStep(String path) {
        return draft.step(Group.FILE_SYSTEM, "mask " + path, "it tells of or changes the whole machine");
    }

    private void maskForeign(String path) {
        Slot device = nullDevice();
        Code code = maskStep(path);
        Label done = new Label("done");
        Slot target = find(code, path, done);
        Slot cover = Trees.cloneOf(code, device);
        // do_move_mount() says EINVAL, older kernels ENOTDIR, to a file that is to cover a directory
        Slot moved = code.call(
                "moved",
                Set.of(Errno.ENOTDIR, Errno.EINVAL),
                Syscall.MOVE_MOUNT,
                Operand.of(cover),
                Operand.of(""),
                Operand.of(target),
                Operand.of(""),
                Operand.of(MountApiFlag.MOVE_MOUNT_F_EMPTY_PATH, MountApiFlag.MOVE_MOUNT_T_EMPTY_PATH));
        code.branch(moved, Condition.EQUAL, 0, done);
        // Each has its own: before Linux 6.15, a mount that is not attached cannot be cloned.
        Trees.attach(code, Trees.make(code, EMPTY_DIRECTORY), Trees.byDescriptor(target));
        code.mark(done);
    }

    private Slot nullDevice() {
        if (nullDevice == null) {
            Code code = draft.step(
                    Group.FILE_SYSTEM,
                    "take hold of the host's /dev/null",
                    "files are masked with it, and the container's own could be a link (CVE-2025-31133)");
            nullDevice = code.call(
                    "null",
                    Syscall.OPENAT,
                    Operand.of(Constant.AT_FDCWD),
                    Operand.of("/dev/null"),
                    Operand.of(OpenFlag.O_PATH, OpenFlag.O_CLOEXEC, OpenFlag.O_NOFOLLOW),
                    Operand.of(0));
        }
        return Objects.requireNonNull(nullDevice);
    }

    private void protect(String path) {
        if (isKernelsOwn(path)) {
            protectOwn(path);
        } else {
            protectForeign(path);
        }
    }

    private void protectOwn(String path) {
        if (draft.launch.sources().kind(path) == Sources.Kind.MISSING) {
            return;
        }
        Code code = protectStep(path);
        Targets.Target target = targets.locate(path);
        if (targets.isOwn(path)) {
            Trees.bind(code, target.path(), target.path(), true);
            Trees.setAttributes(code, target, READ_ONLY, List.of(), true);
        } else {
            Slot clone = Trees.cloneOf(code, "clone", target, true);
            Trees.setAttributes(code, Trees.byDescriptor(clone), READ_ONLY, List.of(), true);
            Trees.attach(code, clone, target);
        }
    }

    private Code protectStep(String path) {
        return draft.step(Group.FILE_SYSTEM, "make " + path + " read-only", "it sets switches of the whole machine");
    }

    private void protectForeign(String path) {
        Code code = protectStep(path);
        Label done = new Label("done");
        Slot target = find(code, path, done);
        Slot clone = Trees.cloneOf(code, target, AtFlag.AT_RECURSIVE);
        Trees.setAttributes(code, Trees.byDescriptor(clone), READ_ONLY, List.of(), true);
        Trees.attach(code, clone, Trees.byDescriptor(target));
        code.mark(done);
    }

    /** A path in the container's root, or in the proc or sysfs that was mounted there, wherever its directory is now. */
    private Slot find(Code code, String path, Label missing) {
        Targets.Target place = switch (targets.ground(path)) {
            case KERNEL, PART_OF_KERNEL -> targets.locate(path);
            case OWN, FOREIGN -> new Targets.Target(Draft.here(), Targets.relative(path));
        };
        Slot target = new Slot("target");
        Steps.openInRoot(
                code,
                target,
                Set.of(Errno.ENOENT, Errno.ENOTDIR),
                place.directory(),
                place.path().isEmpty() ? "." : place.path(),
                List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS));
        code.branch(target, Condition.LESS, 0, missing);
        return target;
    }
}
