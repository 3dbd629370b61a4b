package io.jdock.image;

import io.jdock.kernel.FileKind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * What a tar archive on disk has, as entries of a layer whose contents are read from the archive when they are wanted. Of the upper
 * directory of an overlay, as GNU tar packs it, whiteouts and opaque directories become what layers have for them.
 */
public final class ArchiveEntries implements AutoCloseable {
    /** Of a tar archive, in bytes. */
    private static final int BLOCK = 512;

    private final TarFile archive;
    private final List<LayerEntry> entries = new ArrayList<>();
    private final SortedSet<String> leftOut = new TreeSet<>();

    /** A regular file under its names, and the entry that has its content. */
    private record Named(TarArchiveEntry entry, SortedSet<String> names) {}

    private ArchiveEntries(TarFile archive) {
        this.archive = archive;
    }

    /**
     * Opens a plain archive.
     *
     * @throws ImageException if an entry wants to be outside, or is damaged
     */
    public static ArchiveEntries open(Path file) throws IOException {
        TarFile archive = new TarFile(file);
        ArchiveEntries opened = new ArchiveEntries(archive);
        try {
            opened.read();
            return opened;
        } catch (IllegalArgumentException e) { // of commons-compress, for numbers that are none
            archive.close();
            throw new ImageException(file.toString(), "the archive is damaged: " + e.getMessage(), null, e);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    /**
     * Opens an archive that may be packed with gzip or zstd.
     *
     * @param spool a file that is made for what was packed, and is the caller's to remove
     * @return empty if the file is no archive
     */
    public static Optional<ArchiveEntries> open(Path file, Path spool) throws IOException {
        try (InputStream packed = Files.newInputStream(file);
                InputStream plain = new BufferedInputStream(Compression.expand(packed, file.toString()))) {
            plain.mark(BLOCK);
            byte[] header = plain.readNBytes(BLOCK);
            if (header.length < BLOCK || !TarUtils.verifyCheckSum(header)) {
                return Optional.empty();
            }
            plain.reset();
            Files.copy(plain, spool);
        }
        return Optional.of(open(spool));
    }

    /** Of which none is the root. They can be read until this object is closed. */
    public List<LayerEntry> entries() {
        return List.copyOf(entries);
    }

    /** Paths of what a layer of jdock cannot have: devices, FIFOs and sockets. */
    public SortedSet<String> leftOut() {
        return leftOut;
    }

    private void read() throws IOException {
        Map<String, Named> files = new TreeMap<>();
        for (TarArchiveEntry entry : archive.getEntries()) {
            String path = String.join("/", LayerUnpacker.path(entry.getName()));
            if (!path.isEmpty()) {
                add(path, entry, files);
            }
        }
        for (Named file : new LinkedHashSet<>(files.values())) {
            String first = file.names().first();
            LayerEntry.Status status = status(file.entry());
            entries.add(new LayerEntry.RegularFile(first, status, new Content(archive, file.entry())));
            file.names()
                    .tailSet(first + "\0")
                    .forEach(name -> entries.add(new LayerEntry.HardLink(name, status, first)));
        }
    }

    private void add(String path, TarArchiveEntry entry, Map<String, Named> files) throws ImageException {
        if (entry.isDirectory()) {
            entries.add(new LayerEntry.Directory(path, status(entry)));
            if (entry.getExtraPaxHeader(LayerUnpacker.XATTR + OverlayAttributes.OPAQUE) != null) {
                entries.add(LayerEntry.opaque(path));
            }
        } else if (entry.isSymbolicLink()) {
            entries.add(new LayerEntry.SymbolicLink(path, status(entry), entry.getLinkName()));
        } else if (entry.isLink()) {
            String target = String.join("/", LayerUnpacker.path(entry.getLinkName()));
            Named file = Optional.ofNullable(files.get(target))
                    .orElseThrow(() -> new ImageException(
                            path, "it links to " + target + ", which the archive does not have", null));
            file.names().add(path);
            files.put(path, file);
        } else if (entry.isCharacterDevice() && entry.getDevMajor() == 0 && entry.getDevMinor() == 0) {
            entries.add(LayerEntry.whiteout(path));
        } else if (RootArchive.isRegular(entry)) {
            files.put(path, new Named(entry, new TreeSet<>(List.of(path))));
        } else {
            leftOut.add("/" + path);
        }
    }

    private static LayerEntry.Status status(TarArchiveEntry entry) {
        SortedMap<String, String> attributes = new TreeMap<>();
        entry.getExtraPaxHeaders().forEach((name, value) -> {
            String attribute = name.startsWith(LayerUnpacker.XATTR) ? name.substring(LayerUnpacker.XATTR.length()) : "";
            if (OverlayAttributes.isFree(attribute)) {
                attributes.put(attribute, value);
            }
        });
        return new LayerEntry.Status(
                entry.getMode() & 07777,
                entry.getLongUserId(),
                entry.getLongGroupId(),
                entry.getLastModifiedTime().toInstant(),
                attributes);
    }

    /** What kind of file an entry stands for. */
    static FileKind kind(TarArchiveEntry entry) {
        if (entry.isDirectory()) {
            return FileKind.DIRECTORY;
        }
        if (entry.isSymbolicLink()) {
            return FileKind.SYMBOLIC_LINK;
        }
        if (RootArchive.isRegular(entry)) {
            return FileKind.REGULAR;
        }
        if (entry.isFIFO()) {
            return FileKind.FIFO;
        }
        return entry.isBlockDevice() ? FileKind.BLOCK_DEVICE : FileKind.CHARACTER_DEVICE;
    }

    /** What an entry says, read from the archive each time. */
    private record Content(TarFile archive, TarArchiveEntry entry) implements LayerContent {
        @Override
        public long size() {
            return entry.getRealSize();
        }

        @Override
        public InputStream open() throws IOException {
            return archive.getInputStream(entry);
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
