package io.jdock.image;

import io.jdock.kernel.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a file of a layer says. It can be read several times, and says the same each time. */
public interface LayerContent {
    /** How many bytes there are. */
    long size();

    /** Opens it at its beginning. */
    InputStream open() throws IOException;

    /** Opens the file that consists of just this, if there is one, for the kernel to copy. The caller closes it. */
    default Optional<Descriptor> openDescriptor() throws IOException {
        return Optional.empty();
    }

    /** The content of a file as it is now. */
    static LayerContent of(Path file) throws IOException {
        return new OfFile(file, Files.size(file));
    }

    /** A text in UTF-8. */
    static LayerContent of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes at hand. */
    static LayerContent of(byte[] bytes) {
        return new InMemory(bytes.clone());
    }

    /** The content of a file on disk. */
    record OfFile(Path file, long size) implements LayerContent {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** Bytes in memory. */
    final class InMemory implements LayerContent {
        private final byte[] bytes;

        private InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
