package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Places in the container's file system that something is mounted on.
 *
 * <p>Whatever an image put there, a path is resolved as if the container's root were the root, and the mount goes
 * through the descriptor that came out, never through the path a second time (openat2(2), RESOLVE_IN_ROOT;
 * CVE-2021-30465). Where the root is a tmpfs that the program itself has just made, nobody else can have put anything
 * there, and its directories are made and named directly, which saves two calls for each.
 */
final class Targets {
    private static final Operand DIRECTORY_MODE = Operand.of(0755, "0755");

    /** What is mounted on. */
    enum Kind {
        DIRECTORY,
        FILE
    }

    /** Where move_mount(2) puts a mount: a directory descriptor and a path, which is empty for the descriptor itself. */
    record Target(Operand directory, String path) {}

    private final Slot root;
    private final boolean fresh;
    private final Set<String> made = new HashSet<>();
    private final Map<String, Slot> covered = new HashMap<>();

    /**
     * @param root descriptor of the container's root
     * @param fresh whether the root is an empty tmpfs of the program's own
     */
    Targets(Slot root, boolean fresh) {
        this.root = root;
        this.fresh = fresh;
        made.add("/");
    }

    Slot root() {
        return root;
    }

    /** Emits what finds a target, and makes it if it is missing. */
    Target make(Code code, String path, Kind kind) {
        return make(code, path, kind, List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS));
    }

    /** The same, refusing symbolic links on the way: for /proc and /sys (CVE-2019-19921, CVE-2023-27561). */
    Target makeStrictly(Code code, String path) {
        code.remedy(Errno.ELOOP, "the image has a symbolic link there, which must be a plain directory");
        return make(code, path, Kind.DIRECTORY, List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_SYMLINKS));
    }

    private Target make(Code code, String path, Kind kind, List<ResolveFlag> resolve) {
        if (fresh && !isCovered(path)) {
            makeFresh(code, path, kind);
            return new Target(Operand.of(root), relative(path));
        }
        return new Target(Operand.of(openOrMake(code, path, kind, resolve)), "");
    }

    /** From now on what lies at or below this path belongs to a mount. */
    void cover(String path, Slot mount) {
        covered.put(path, mount);
    }

    private boolean isCovered(String path) {
        return covered.keySet().stream().anyMatch(mount -> path.equals(mount) || path.startsWith(mount + "/"));
    }

    private void makeFresh(Code code, String path, Kind kind) {
        List<String> prefixes = prefixes(path);
        for (String prefix : prefixes) {
            boolean last = prefix.equals(path);
            if (!made.add(prefix)) {
                continue;
            }
            if (last && kind == Kind.FILE) {
                makeFile(code, Operand.of(root), relative(path));
            } else {
                code.run(Syscall.MKDIRAT, Operand.of(root), Operand.of(relative(prefix)), DIRECTORY_MODE);
            }
        }
    }

    private Slot openOrMake(Code code, String path, Kind kind, List<ResolveFlag> resolve) {
        Label have = new Label("have");
        Slot target = new Slot("target");
        open(code, target, Set.of(Errno.ENOENT), path, resolve);
        code.branch(target, Condition.GREATER, -1, have);
        Slot parent = root;
        List<String> prefixes = prefixes(path);
        for (String prefix : prefixes) {
            String name = prefix.substring(prefix.lastIndexOf('/') + 1);
            if (prefix.equals(path) && kind == Kind.FILE) {
                makeFile(code, Operand.of(parent), name);
            } else {
                code.attempt(
                        Set.of(Errno.EEXIST), Syscall.MKDIRAT, Operand.of(parent), Operand.of(name), DIRECTORY_MODE);
            }
            if (!prefix.equals(path)) {
                Slot next = new Slot("parent");
                open(code, next, Set.of(), prefix, resolve);
                parent = next;
            }
        }
        open(code, target, Set.of(), path, resolve);
        code.mark(have);
        code.remedy(Errno.EROFS, "the file system is read-only and lacks the place to mount on: make it there first");
        code.remedy(Errno.ENOTDIR, "a part of the path is a file in the container's root");
        code.remedy(Errno.ENOENT, "a part of the path is a symbolic link that leads nowhere");
        code.remedy(
                Errno.EACCES, "the place to mount on is missing, and the caller may not make it in the root directory");
        return target;
    }

    private void open(Code code, Slot into, Set<Errno> tolerated, String path, List<ResolveFlag> resolve) {
        code.callInto(
                into,
                tolerated,
                Syscall.OPENAT2,
                Operand.of(root),
                Operand.of(relative(path)),
                Steps.how(List.of(OpenFlag.O_PATH, OpenFlag.O_CLOEXEC), resolve.toArray(ResolveFlag[]::new)),
                Steps.HOW_SIZE);
    }

    private static void makeFile(Code code, Operand parent, String name) {
        code.attempt(
                Set.of(Errno.EEXIST),
                Syscall.MKNODAT,
                parent,
                Operand.of(name),
                Operand.of(Constant.S_IFREG.value() | 0644, "S_IFREG|0644"),
                Operand.of(0));
    }

    /** A path without its leading slash; "." for the root itself. */
    static String relative(String path) {
        return path.equals("/") ? "." : path.substring(1);
    }

    /** {@code /a/b/c} gives {@code /a, /a/b, /a/b/c}. */
    private static List<String> prefixes(String path) {
        List<String> prefixes = new ArrayList<>();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            prefixes.add(path.substring(0, slash));
        }
        prefixes.add(path);
        return prefixes;
    }

    /** A path as mounts are compared: absolute, without repeated or trailing slashes and without dots. */
    static String normal(String path) {
        return java.nio.file.Path.of("/").resolve(path).normalize().toString();
    }

    static Operand flags(List<? extends Flag> flags) {
        return new Operand.Flags(flags);
    }
}
