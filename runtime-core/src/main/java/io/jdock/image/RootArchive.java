package io.jdock.image;

import io.jdock.kernel.FreshFile;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes the root file system that layers make together as one tar archive. It is made of the packed layers, so nothing has to
 * be unpacked, and owners, devices and file capabilities are in it whoever the caller is. Each layer is read twice.
 */
public final class RootArchive {
    private final LocalStore store;

    public RootArchive(LocalStore store) {
        this.store = store;
    }

    /**
     * Writes the archive; a file that is there is replaced when the new one is complete.
     *
     * @param layers packed, from the lowest to the topmost
     * @throws ImageException if a layer is missing or damaged
     */
    public void write(List<ContentDescriptor> layers, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(Objects.requireNonNull(target.getParent(), "a file lies in a directory"));
        try (FreshFile fresh = FreshFile.beside(target, FreshFile.USUAL);
                FileOutput out = new FileOutput(fresh.file())) {
            write(layers, out);
            out.flush();
            fresh.place();
        }
    }

    private void write(List<ContentDescriptor> layers, OutputStream out) throws IOException {
        RootContents contents = new RootContents();
        visit(layers, 0, (place, entry, content) -> contents.add(place, entry));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Map.Entry<String, TarArchiveEntry> directory :
                contents.directories().entrySet()) {
            tar.putArchiveEntry(header(directory.getKey() + "/", directory.getValue()));
            tar.closeArchiveEntry();
        }
        Map<RootContents.Place, List<String>> files = contents.files();
        visit(layers, 0, (place, entry, content) -> {
            List<String> paths = files.getOrDefault(place, List.of());
            if (!paths.isEmpty()) {
                write(paths, entry, content, tar);
            }
        });
        tar.finish();
    }

    /** The first name gets what is in the file, which the others link to. */
    private static void write(
            List<String> paths, TarArchiveEntry entry, InputStream content, TarArchiveOutputStream tar)
            throws IOException {
        tar.putArchiveEntry(header(paths.get(0), entry));
        if (isRegular(entry)) {
            content.transferTo(tar);
        }
        tar.closeArchiveEntry();
        for (String path : paths.subList(1, paths.size())) {
            TarArchiveEntry link = new TarArchiveEntry(path, TarConstants.LF_LINK, true);
            link.setLinkName(paths.get(0));
            link.setMode(entry.getMode());
            link.setUserId(entry.getLongUserId());
            link.setGroupId(entry.getLongGroupId());
            link.setLastModifiedTime(entry.getLastModifiedTime());
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
    }

    /** What was sparse is not, since what is read of it has its zeros. */
    private static TarArchiveEntry header(String path, TarArchiveEntry entry) {
        byte type = isRegular(entry) ? TarConstants.LF_NORMAL : entry.getLinkFlag();
        TarArchiveEntry header = new TarArchiveEntry(path, type, true);
        header.setMode(entry.getMode());
        header.setUserId(entry.getLongUserId());
        header.setGroupId(entry.getLongGroupId());
        header.setUserName(entry.getUserName());
        header.setGroupName(entry.getGroupName());
        header.setLastModifiedTime(entry.getLastModifiedTime());
        header.setLinkName(entry.getLinkName());
        header.setDevMajor(entry.getDevMajor());
        header.setDevMinor(entry.getDevMinor());
        if (isRegular(entry)) {
            header.setSize(entry.getRealSize());
        }
        entry.getExtraPaxHeaders().forEach((name, value) -> {
            if (name.startsWith(LayerUnpacker.XATTR)) {
                header.addPaxHeader(name, value);
            }
        });
        return header;
    }

    /** {@link TarArchiveEntry#isFile} takes devices and links for files. */
    static boolean isRegular(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isFIFO();
    }

    /** Is shown each entry of each layer. */
    interface Visitor {
        void visit(RootContents.Place place, TarArchiveEntry entry, InputStream content) throws IOException;
    }

    void visit(List<ContentDescriptor> layers, int first, Visitor visitor) throws IOException {
        for (int layer = first; layer < layers.size(); layer++) {
            String subject = "layer " + layers.get(layer).digest();
            try (InputStream file = store.open(layers.get(layer).digest());
                    InputStream archive = Compression.expand(file, subject)) {
                TarArchiveInputStream tar = new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name());
                int index = 0;
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    visitor.visit(new RootContents.Place(layer, index), entry, tar);
                    index++;
                }
            } catch (IllegalArgumentException e) { // of commons-compress, for numbers that are none
                throw new ImageException(subject, "its archive is damaged: " + e.getMessage(), null, e);
            }
        }
    }
}
