package io.jdock.it;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Directories with all that is below them. */
final class Tree {
    private interface FileAction {
        void carryOut(Path source, Path target) throws IOException;
    }

    /** Copies files and directories, which are then the owner's own. */
    static void copy(Path source, Path target, Caller owner) throws IOException {
        walk(source, target, owner, (from, to) -> {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            owner.own(to);
        });
    }

    /** Makes directories of the owner's own; files in them are the same as before, or copies on another file system. */
    static void link(Path source, Path target, Caller owner) throws IOException {
        link(source, target, owner, file -> false);
    }

    /**
     * As above. A file that goes away meanwhile is left out: others may write to the source, beside their files and then in their places.
     *
     * @param written which files are written to later; of these, the owner gets copies
     */
    static void link(Path source, Path target, Caller owner, Predicate<Path> written) throws IOException {
        walk(source, target, owner, (from, to) -> {
            try {
                if (written.test(from)) {
                    Files.copy(from, to);
                    owner.own(to);
                } else {
                    linkOrCopy(from, to);
                }
            } catch (NoSuchFileException e) {
                if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
            }
        });
    }

    private static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileSystemException e) {
            Files.copy(from, to);
        }
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            for (Path path : below(directory, Comparator.reverseOrder())) {
                Files.delete(path);
            }
        }
    }

    private static void walk(Path source, Path target, Caller owner, FileAction action) throws IOException {
        Files.createDirectories(target.getParent());
        for (Path from : below(source, Comparator.naturalOrder())) {
            Path to = target.resolve(source.relativize(from).toString());
            if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(to);
                Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
                owner.own(to);
            } else {
                action.carryOut(from, to);
            }
        }
    }

    private static List<Path> below(Path directory, Comparator<Path> order) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.sorted(order).toList();
        }
    }

    private Tree() {}
}
