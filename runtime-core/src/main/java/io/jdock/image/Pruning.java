package io.jdock.image;

import io.jdock.kernel.FileLock;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Removes what of a store no name needs, no container uses, and nobody wanted lately. */
public final class Pruning {
    private static final String PARTIAL = ".partial";

    private final LocalStore store;
    private final Instant limit;
    private final Path proc;
    private final Optional<SubordinateUsers> users;
    private int contents;
    private int layers;
    private long bytes;

    /**
     * What went.
     *
     * @param contents how many manifests, configurations and packed layers
     * @param layers how many layers as directories
     * @param bytes the space of both
     */
    public record Freed(int contents, int layers, long bytes) {}

    /**
     * @param limit what was changed or wanted later stays
     * @param proc where processes tell what they have mounted
     * @param users whom files of layers may belong to beside the caller
     */
    Pruning(LocalStore store, Instant limit, Path proc, Optional<SubordinateUsers> users) {
        this.store = store;
        this.limit = limit;
        this.proc = proc;
        this.users = users;
    }

    Freed run() throws IOException {
        Reachable needed = new Reachable(store);
        for (ContentDescriptor image : store.tags().values()) {
            needed.add(image);
        }
        Set<Path> kept = new HashSet<>();
        needed.contents().keySet().forEach(digest -> kept.add(store.blob(digest)));
        for (Path algorithm : list(store.root().resolve("blobs"))) {
            removeContents(algorithm, kept);
        }
        Set<String> names = new HashSet<>();
        needed.diffIds().forEach(diffId -> names.add(Layers.name(diffId)));
        removeLayers(names);
        removeOld(store.ingest());
        removeOld(store.archives());
        removeNotes(needed);
        OwnedDirectory.sweep(store.builds(), users);
        OwnedDirectory.sweep(store.copies(), users);
        return new Freed(contents, layers, bytes);
    }

    private void removeOld(Path directory) throws IOException {
        for (Path file : list(directory)) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isOld(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Those of images that no name needs any more. Where root made them in the store of somebody, nobody else looks at them either. */
    private void removeNotes(Reachable needed) throws IOException {
        if (!Files.isReadable(store.known().directory())) {
            return;
        }
        Set<String> kept = new HashSet<>(Set.of(Tags.NOTE));
        needed.contents().keySet().forEach(digest -> kept.add(KnownImages.file(digest)));
        for (Path note : list(store.known().directory())) {
            if (!kept.contains(note.getFileName().toString()) && isOld(note)) {
                Files.deleteIfExists(note);
            }
        }
    }

    private void removeContents(Path directory, Set<Path> kept) throws IOException {
        for (Path file : list(directory)) {
            if (!kept.contains(file) && isOld(file)) {
                bytes += Files.size(file);
                contents++;
                Files.delete(file);
            }
        }
    }

    private void removeLayers(Set<String> names) throws IOException {
        List<Path> unneeded = new ArrayList<>();
        for (Path ids : list(store.root().resolve("layers"))) {
            for (Path layer : list(ids)) {
                String name = layer.getFileName().toString();
                if (name.endsWith(PARTIAL)) {
                    removePartial(layer);
                } else if (!names.contains(name) && isOld(Layers.usedFile(store, layer))) {
                    unneeded.add(layer);
                }
            }
        }
        if (unneeded.isEmpty()) {
            return;
        }
        String mounts = mounts(proc);
        for (Path layer : unneeded) {
            // Not the whole path, some characters of which are written otherwise there.
            if (!mounts.contains(layer.getParent().getFileName() + "/" + layer.getFileName())) {
                remove(layer);
            }
        }
    }

    /** What a process left that was killed while it made a directory, or removed one; whoever is at it holds the lock. */
    private void removePartial(Path partial) throws IOException {
        if (!isOld(partial)) {
            return;
        }
        String name = partial.getFileName().toString();
        Path lockFile =
                Layers.lockFile(store, partial.resolveSibling(name.substring(0, name.length() - PARTIAL.length())));
        try (FileLock lock = FileLock.exclusive(lockFile.toString())) {
            if (Files.isDirectory(partial)) {
                bytes += Trees.size(partial);
                SubordinateUsers.delete(partial, users);
            }
            Files.deleteIfExists(lockFile);
        }
    }

    /** Under another name first: what has its final name is complete. */
    private void remove(Path layer) throws IOException {
        Path lockFile = Layers.lockFile(store, layer);
        try (FileLock lock = FileLock.exclusive(lockFile.toString())) {
            Path partial = layer.resolveSibling(layer.getFileName() + PARTIAL);
            SubordinateUsers.delete(partial, users);
            if (Files.isDirectory(layer) && isOld(Layers.usedFile(store, layer))) {
                Files.move(layer, partial, StandardCopyOption.ATOMIC_MOVE);
                bytes += Trees.size(partial);
                layers++;
                SubordinateUsers.delete(partial, users);
                Files.deleteIfExists(Layers.usedFile(store, layer));
            }
            Files.deleteIfExists(lockFile);
        }
    }

    /** What all processes that may be asked have mounted (proc_pid_mountinfo(5)). */
    static String mounts(Path proc) throws IOException {
        StringBuilder mounts = new StringBuilder();
        for (Path process : list(proc)) {
            if (process.getFileName().toString().matches("[0-9]+")) {
                try {
                    mounts.append(Files.readString(process.resolve("mountinfo"), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // it has ended, or is somebody else's, who has a store of his own
                }
            }
        }
        return mounts.toString();
    }

    private boolean isOld(Path file) throws IOException {
        return !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isAfter(limit);
    }

    static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
