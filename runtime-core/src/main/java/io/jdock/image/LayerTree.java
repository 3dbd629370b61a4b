package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.DirectoryEntries;
import io.jdock.kernel.Errno;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directories of a layer while it is unpacked. Symbolic links on the way are followed as a process would that has the
 * layer as its root, and lead nowhere else (openat2(2), RESOLVE_IN_ROOT).
 */
final class LayerTree implements AutoCloseable {
    private static final List<ResolveFlag> INSIDE =
            List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);

    /** No path of an archive has an empty name. */
    private static final List<String> NOWHERE = List.of("");

    private final Descriptor root;
    private final LayerIds ids;
    private @Nullable Descriptor current;
    private List<String> currentPath = NOWHERE;

    LayerTree(Descriptor root, LayerIds ids) {
        this.root = root;
        this.ids = ids;
    }

    /**
     * A directory, made if it is missing; good until the next call of this object. Archives mostly go through a directory in
     * one go, so the last one stays open.
     */
    DirectoryEntries directory(List<String> path) throws KernelException {
        Descriptor last = current;
        if (last == null || !currentPath.equals(path)) {
            forget();
            last = openForNames(path);
            current = last;
            currentPath = List.copyOf(path);
        }
        return new DirectoryEntries(last);
    }

    private void forget() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    /** A directory, made if it is missing, to work with names in it. */
    Descriptor openForNames(List<String> path) throws KernelException {
        try {
            return open(path, OpenFlag.O_PATH);
        } catch (KernelException e) {
            if (path.isEmpty() || !e.is(Errno.ENOENT)) {
                throw e;
            }
        }
        String name = path.get(path.size() - 1);
        try (Descriptor parent = openForNames(path.subList(0, path.size() - 1))) {
            DirectoryEntries entries = new DirectoryEntries(parent);
            entries.makeDirectory(name, 0755);
            entries.setPermissions(name, 0755);
            if (ids instanceof LayerIds.Range range) {
                entries.setOwner(name, range.user(0), range.group(0));
            }
        }
        return open(path, OpenFlag.O_PATH);
    }

    /** A directory that is there, for its attributes. */
    Descriptor open(List<String> path) throws KernelException {
        return open(path, OpenFlag.O_RDONLY);
    }

    private Descriptor open(List<String> path, OpenFlag access) throws KernelException {
        return root.open(path.isEmpty() ? "." : String.join("/", path), INSIDE, access, OpenFlag.O_DIRECTORY);
    }

    /** Removes an entry with everything below it. */
    void remove(DirectoryEntries directory, String name, FileStatus status) throws IOException {
        FileKind kind = status.kind().orElse(FileKind.REGULAR);
        if (kind == FileKind.DIRECTORY) {
            empty(directory, name);
            directory.remove(name, kind);
            currentPath = NOWHERE; // the last directory may have been one below, and then is no more
            return;
        }
        directory.remove(name, kind);
    }

    private void empty(DirectoryEntries parent, String name) throws IOException {
        try (Descriptor opened = parent.openDirectory(name)) {
            DirectoryEntries entries = new DirectoryEntries(opened);
            try (DirectoryStream<Path> names = Files.newDirectoryStream(place(opened))) {
                for (Path path : names) {
                    String below = path.getFileName().toString();
                    FileKind kind =
                            entries.status(below).flatMap(FileStatus::kind).orElse(FileKind.REGULAR);
                    if (kind == FileKind.DIRECTORY) {
                        empty(entries, below);
                    }
                    entries.remove(below, kind);
                }
            }
        }
    }

    /** Sets the time of an open directory. */
    void setTime(Descriptor opened, Instant time) throws IOException {
        Files.setLastModifiedTime(place(opened), FileTime.from(time));
    }

    private static Path place(Descriptor opened) {
        return Path.of("/proc/self/fd/" + opened.number());
    }

    @Override
    public void close() {
        forget();
    }
}
