package io.jdock.image;

import io.jdock.kernel.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Entries as a tar archive, the same bytes for the same entries: sorted, without names of users, and with PAX headers only
 * where a field of ustar is too small (tar(5)).
 */
final class LayerArchive {
    private static final int PARENT_MODE = 0755;

    /** tar(5): an archive ends with two blocks of zeros. */
    static final int END_LENGTH = 2 * TarHeader.BLOCK;

    private static final byte[] END = new byte[END_LENGTH];

    private LayerArchive() {}

    /**
     * The entries by their paths, sorted, with the directories that lead to them.
     *
     * @throws ImageException if two entries have the same path, or one lies in another that is no directory
     */
    static SortedMap<String, LayerEntry> arrange(Collection<? extends LayerEntry> entries) throws ImageException {
        SortedMap<String, LayerEntry> arranged = new TreeMap<>();
        for (LayerEntry entry : entries) {
            if (arranged.putIfAbsent(entry.path(), entry) != null) {
                throw new ImageException(entry.path(), "a layer cannot have two entries at this path", null);
            }
        }
        for (LayerEntry entry : entries) {
            addParents(entry.path(), arranged);
        }
        return arranged;
    }

    private static void addParents(String path, SortedMap<String, LayerEntry> arranged) throws ImageException {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String parent = path.substring(0, slash);
            LayerEntry there = arranged.get(parent);
            if (there == null) {
                arranged.put(parent, LayerEntry.directory(parent, PARENT_MODE));
            } else if (!(there instanceof LayerEntry.Directory)) {
                throw new ImageException(path, "it cannot lie in " + parent + ", which is no directory", null);
            }
        }
    }

    /** Writes arranged entries, and leaves the stream open. */
    static void write(SortedMap<String, LayerEntry> entries, OutputStream out) throws IOException {
        for (LayerEntry entry : entries.values()) {
            write(entry, out);
        }
        end(out);
    }

    /** Writes one entry. */
    static void write(LayerEntry entry, OutputStream out) throws IOException {
        out.write(TarHeader.of(entry));
        if (entry instanceof LayerEntry.RegularFile file) {
            copy(file, out);
            out.write(END, 0, TarHeader.padding(file.content().size()));
        }
    }

    /** Writes what comes after the last entry. */
    static void end(OutputStream out) throws IOException {
        out.write(END);
    }

    private static void copy(LayerEntry.RegularFile file, OutputStream out) throws IOException {
        Optional<Descriptor> whole = out instanceof FileOutput ? file.content().openDescriptor() : Optional.empty();
        if (whole.isPresent()) {
            try (Descriptor content = whole.get()) {
                if (!((FileOutput) out).append(content, file.content().size())) {
                    throw changed(file);
                }
            }
        } else {
            copyBytes(file, out);
        }
    }

    private static void copyBytes(LayerEntry.RegularFile file, OutputStream out) throws IOException {
        long size = file.content().size();
        try (InputStream content = file.content().open()) {
            long copied = 0;
            byte[] buffer = new byte[1 << 16];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                copied += count;
                if (copied > size) {
                    break;
                }
                out.write(buffer, 0, count);
            }
            if (copied != size) {
                throw changed(file);
            }
        }
    }

    /** The failure for a file that has not the content that it had a moment ago. */
    static ImageException changed(LayerEntry.RegularFile file) {
        return new ImageException(
                file.content() instanceof LayerContent.OfFile ? file.content().toString() : file.path(),
                "it was changed while it was put into a layer",
                "try again when nothing writes to it");
    }
}
