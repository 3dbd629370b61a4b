package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Places in the container's file system that something is mounted on.
 *
 * <p>Where an image or a directory of the host lies, a path is resolved as if the container's root were the root, and the
 * mount goes through the descriptor that came out, never through the path a second time (openat2(2), RESOLVE_IN_ROOT;
 * CVE-2021-30465). Where the program has just mounted a new file system of the kernel's, nobody else can have put
 * anything there: the path itself serves, below the working directory, which is the container's root. That takes a
 * third of the calls, and no descriptor. If that file system lies on such an image, the path from its descriptor on
 * serves: the part before it may be a link, and until pivot_root links start at the host's root.
 */
final class Targets {
    private static final Operand DIRECTORY_MODE = Operand.of(0755, "0755");

    /** What is mounted on. */
    enum Kind {
        DIRECTORY,
        FILE
    }

    /** Who can have put something where. */
    enum Ground {
        /** A tmpfs that the program made: it holds what the program puts there. */
        OWN,
        /** A proc or sysfs that the program mounted: it holds what the kernel shows, and no more can be made there. */
        KERNEL,
        /** The same where the mount leaves out some of what the kernel shows. */
        PART_OF_KERNEL,
        /** Anything else: links may lie in wait. */
        FOREIGN
    }

    /** Where move_mount(2) puts a mount: a directory descriptor and a path, which is empty for the descriptor itself. */
    record Target(Operand directory, String path) {}

    /**
     * @param mount descriptor of the mount that lies there, if it is on foreign ground: a path from the root could lead
     *     through a link by now
     */
    private record Place(Ground ground, Optional<Slot> mount) {}

    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> made = new HashSet<>();

    /**
     * @param root what the container's root is; it is the working directory of the steps that follow
     */
    Targets(Ground root) {
        places.put("/", new Place(root, Optional.empty()));
        made.add("/");
    }

    /** Whether a path below the working directory can be taken at its word. */
    boolean isOwn(String path) {
        Place place = places.get(base(path));
        return place.ground() != Ground.FOREIGN && place.mount().isEmpty();
    }

    Ground ground(String path) {
        return places.get(base(path)).ground();
    }

    /** The mount of the program's own that a path lies in, and the rest of the path. */
    Target locate(String path) {
        String base = base(path);
        return places.get(base)
                .mount()
                .map(mount -> new Target(Operand.of(mount), below(base, path)))
                .orElseGet(() -> new Target(Draft.here(), relative(path)));
    }

    /** Where the mount lies, or the root, that a path is in. */
    String base(String path) {
        String place = path;
        while (!places.containsKey(place)) {
            place = parent(place);
        }
        return place;
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

    /** Emits what makes a directory if it is missing. What cannot be reached is left as it is: whoever enters it is told. */
    void makeDirectory(Code code, String path) {
        List<ResolveFlag> resolve = List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);
        openOrMake(code, path, Kind.DIRECTORY, resolve, Set.of(Errno.EACCES, Errno.ELOOP, Errno.ENOTDIR));
    }

    /**
     * Whether a directory may be missing that can be made. Not where something is mounted on it or below it; nor among the
     * kernel's files; nor in a root that the program makes itself: what that lacks was forgotten by whoever said what is to
     * be in it, and is told to them.
     */
    boolean mayLack(String path) {
        String base = base(path);
        Ground ground = places.get(base).ground();
        return !made.contains(path)
                && places.keySet().stream().noneMatch(place -> place.equals(path) || place.startsWith(path + "/"))
                && (ground == Ground.FOREIGN || (ground == Ground.OWN && !base.equals("/")));
    }

    private Target make(Code code, String path, Kind kind, List<ResolveFlag> resolve) {
        return switch (ground(path)) {
            case OWN -> {
                makeOwn(code, path, kind);
                yield locate(path);
            }
            case KERNEL, PART_OF_KERNEL -> locate(path);
            case FOREIGN -> {
                explain(code, resolve);
                yield new Target(Operand.of(openOrMake(code, path, kind, resolve, Set.of())), "");
            }
        };
    }

    /** From now on what lies at or below this path is something else. */
    void cover(String path, Ground ground) {
        cover(path, new Place(ground, Optional.empty()));
    }

    /** The same, where the mount is known by its descriptor. */
    void cover(String path, Ground ground, Slot mount) {
        cover(path, new Place(ground, Optional.of(mount)));
    }

    private void cover(String path, Place place) {
        places.keySet().removeIf(other -> other.startsWith(path + "/"));
        made.removeIf(other -> other.startsWith(path + "/"));
        places.put(path, place);
    }

    private void makeOwn(Code code, String path, Kind kind) {
        String base = base(path);
        for (String prefix : prefixes(path)) {
            if (prefix.length() <= base.length() || !made.add(prefix)) {
                continue;
            }
            Target place = locate(prefix);
            if (prefix.equals(path) && kind == Kind.FILE) {
                makeFile(code, place.directory(), place.path());
            } else {
                code.run(Syscall.MKDIRAT, place.directory(), Operand.of(place.path()), DIRECTORY_MODE);
            }
        }
    }

    /** @param tolerated with which it may end, beside that the target is missing, which is mended */
    private static Slot openOrMake(Code code, String path, Kind kind, List<ResolveFlag> resolve, Set<Errno> tolerated) {
        Label have = new Label("have");
        Slot target = new Slot("target");
        Set<Errno> expected = EnumSet.of(Errno.ENOENT);
        expected.addAll(tolerated);
        Steps.openInRoot(code, target, expected, Draft.here(), relative(path), resolve);
        code.branch(target, Condition.NOT_EQUAL, -Errno.ENOENT.number(), have);
        Operand parent = Draft.here();
        for (String prefix : prefixes(path)) {
            String name = prefix.substring(prefix.lastIndexOf('/') + 1);
            if (prefix.equals(path) && kind == Kind.FILE) {
                makeFile(code, parent, name);
            } else {
                code.attempt(Set.of(Errno.EEXIST), Syscall.MKDIRAT, parent, Operand.of(name), DIRECTORY_MODE);
            }
            if (!prefix.equals(path)) {
                Slot next = new Slot("parent");
                Steps.openInRoot(code, next, Set.of(), Draft.here(), relative(prefix), resolve);
                parent = Operand.of(next);
            }
        }
        Steps.openInRoot(code, target, Set.of(), Draft.here(), relative(path), resolve);
        code.mark(have);
        return target;
    }

    private static void explain(Code code, List<ResolveFlag> resolve) {
        code.remedy(Errno.EROFS, "the file system is read-only and lacks the place to mount on: make it there first");
        code.remedy(Errno.ENOTDIR, "a part of the path is a file in the container's root");
        code.remedy(Errno.ENOENT, "a part of the path is a symbolic link that leads nowhere");
        if (!resolve.contains(ResolveFlag.RESOLVE_NO_SYMLINKS)) {
            code.remedy(Errno.ELOOP, "symbolic links lead round in a circle there");
        }
        code.remedy(
                Errno.EOVERFLOW,
                "the place to mount on is missing, and the directory above it belongs to a user that the container does"
                        + " not have: make it there first");
        code.remedy(
                Errno.EACCES, "the place to mount on is missing, and the caller may not make it in the root directory");
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

    private static String below(String base, String path) {
        return path.equals(base) ? "" : path.substring(base.length() + 1);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
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
        boolean plain = path.startsWith("/") && !path.endsWith("/") && !path.contains("//") && !path.contains("/.");
        return plain ? path : Path.of("/").resolve(path).normalize().toString();
    }
}
