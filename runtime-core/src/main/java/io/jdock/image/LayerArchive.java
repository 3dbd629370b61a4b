package io.jdock.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Entries as a tar archive, the same bytes for the same entries: sorted, without names of users, and with PAX headers only
 * where a field of ustar is too small (tar(5)).
 */
final class LayerArchive {
    private static final int PARENT_MODE = 0755;

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
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (LayerEntry entry : entries.values()) {
            write(entry, tar);
        }
        tar.finish();
    }

    private static void write(LayerEntry entry, TarArchiveOutputStream tar) throws IOException {
        if (entry instanceof LayerEntry.RegularFile file) {
            TarArchiveEntry header = header(entry.path(), TarConstants.LF_NORMAL, entry.status());
            header.setSize(file.content().size());
            tar.putArchiveEntry(header);
            copy(file, tar);
        } else if (entry instanceof LayerEntry.Directory) {
            tar.putArchiveEntry(header(entry.path() + "/", TarConstants.LF_DIR, entry.status()));
        } else if (entry instanceof LayerEntry.SymbolicLink link) {
            putLink(entry, TarConstants.LF_SYMLINK, link.target(), tar);
        } else if (entry instanceof LayerEntry.HardLink link) {
            putLink(entry, TarConstants.LF_LINK, link.existing(), tar);
        }
        tar.closeArchiveEntry();
    }

    private static void putLink(LayerEntry entry, byte type, String target, TarArchiveOutputStream tar)
            throws IOException {
        TarArchiveEntry header = header(entry.path(), type, entry.status());
        header.setLinkName(target);
        tar.putArchiveEntry(header);
    }

    private static void copy(LayerEntry.RegularFile file, TarArchiveOutputStream tar) throws IOException {
        long size = file.content().size();
        try (InputStream content = file.content().open()) {
            long copied = 0;
            byte[] buffer = new byte[1 << 16];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                copied += count;
                if (copied > size) {
                    break;
                }
                tar.write(buffer, 0, count);
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

    private static TarArchiveEntry header(String name, byte type, LayerEntry.Status status) {
        TarArchiveEntry header = new TarArchiveEntry(name, type, true);
        header.setMode(status.mode());
        header.setUserId(status.user());
        header.setGroupId(status.group());
        header.setUserName(""); // which would be the name of whoever runs this
        header.setGroupName("");
        header.setLastModifiedTime(FileTime.from(status.time()));
        for (Map.Entry<String, String> attribute : status.attributes().entrySet()) {
            header.addPaxHeader(LayerUnpacker.XATTR + attribute.getKey(), attribute.getValue());
        }
        return header;
    }
}
