package io.jdock.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files of an image in a directory or an archive, by their names there. */
interface ArchiveFiles {
    /** Where the content of a file is; empty if there is no such file. */
    Optional<Path> find(String name);

    /**
     * Opens a file.
     *
     * @throws ImageException if there is none
     */
    default InputStream open(String name) throws IOException {
        return Files.newInputStream(
                find(name).orElseThrow(() -> new ImageException(toString(), "the file " + name + " is missing", null)));
    }

    /** Reads a file as a whole, if it is not larger than a document may be. */
    default byte[] document(String name) throws IOException {
        try (InputStream content = open(name)) {
            byte[] document = content.readNBytes(ContentStore.MAX_DOCUMENT + 1);
            if (document.length > ContentStore.MAX_DOCUMENT) {
                throw new ImageException(toString(), "the file " + name + " is too large", null);
            }
            return document;
        }
    }

    /** Files of a directory. Links are not followed: a layout has none, and they could lead anywhere. */
    record InDirectory(Path directory) implements ArchiveFiles {
        @Override
        public Optional<Path> find(String name) {
            Path file = directory.resolve(name).normalize();
            boolean inside = file.startsWith(directory.normalize());
            return inside && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(file)
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return directory.toString();
        }
    }

    /** Files of a tar archive, spread to a directory under numbers, so that their names reach nothing. */
    final class InTar implements ArchiveFiles, AutoCloseable {
        private static final int MOST_LINKS = 8;
        private static final int MOST_FILES = 100_000;

        private final Path archive;
        private final Path directory;
        private final Map<String, Path> files = new HashMap<>();
        private final Map<String, String> links = new HashMap<>();

        private InTar(Path archive, Path directory) {
            this.archive = archive;
            this.directory = directory;
        }

        static InTar spread(Path archive, Path parent) throws IOException {
            InTar files = new InTar(archive, Files.createTempDirectory(parent, "load-"));
            try {
                files.spread();
                return files;
            } catch (IOException | RuntimeException | Error e) {
                files.close();
                throw e;
            }
        }

        private void spread() throws IOException {
            try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                    TarArchiveInputStream tar = new TarArchiveInputStream(plain(file))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    Path name = Path.of("/", entry.getName()).normalize();
                    if (entry.isSymbolicLink()) {
                        links.put(key(name), key(name.resolveSibling(entry.getLinkName())));
                    } else if (entry.isLink()) {
                        links.put(key(name), key(Path.of("/", entry.getLinkName())));
                    } else if (entry.isFile()) {
                        Path content = directory.resolve(String.valueOf(files.size()));
                        Files.copy(tar, content);
                        files.put(key(name), content);
                    }
                    if (files.size() > MOST_FILES) {
                        throw new ImageException(archive.toString(), "there are too many files for images", null);
                    }
                }
            } catch (IllegalArgumentException e) { // of commons-compress, for numbers that are none
                throw new ImageException(archive.toString(), "the archive is damaged: " + e.getMessage(), null, e);
            }
        }

        private static InputStream plain(InputStream file) throws IOException {
            file.mark(2);
            boolean gzip = file.read() == 0x1f && file.read() == 0x8b;
            file.reset();
            return gzip ? new GZIPInputStream(file) : file;
        }

        private static String key(Path path) {
            return path.normalize().toString();
        }

        @Override
        public Optional<Path> find(String name) {
            String key = key(Path.of("/", name));
            for (int link = 0; link < MOST_LINKS && links.containsKey(key); link++) {
                key = String.valueOf(links.get(key));
            }
            return Optional.ofNullable(files.get(key));
        }

        @Override
        public void close() throws IOException {
            Trees.delete(directory);
        }

        @Override
        public String toString() {
            return archive.toString();
        }
    }
}
