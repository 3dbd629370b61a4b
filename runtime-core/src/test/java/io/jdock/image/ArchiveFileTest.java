package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFileTest {
    @TempDir
    private Path directory;

    private LocalStore store;
    private Path file;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
        file = directory.resolve("files/image.tar");
    }

    /** A large content that stays, and smaller ones that change. */
    private List<ArchivePart> parts(String... changing) throws IOException {
        byte[] large = new byte[100_000];
        Arrays.fill(large, (byte) 'x');
        List<ArchivePart> parts = new ArrayList<>();
        parts.add(ArchivePart.content("base", store, store.write("text/plain", large)));
        for (String text : changing) {
            parts.add(ArchivePart.content("of-" + text.length(), store, stored(text)));
        }
        parts.add(ArchivePart.document("names", String.join(" ", changing).getBytes(StandardCharsets.UTF_8)));
        return parts;
    }

    private ContentDescriptor stored(String text) throws IOException {
        return store.write("text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(List<ArchivePart> parts) throws IOException {
        new ArchiveFile(store, file).write(parts);
    }

    private Object inode() throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private void assertIsAsIfWrittenAnew(List<ArchivePart> parts) throws IOException {
        Path fresh = directory.resolve("fresh.tar");
        Files.deleteIfExists(fresh);
        new ArchiveFile(store, fresh).write(parts);
        assertThat(file).hasSameBinaryContentAs(fresh);
        assertThat(file.getParent()).isDirectoryNotContaining("regex:.*tar.+");
    }

    @Test
    void isWrittenOnFromWhereItChanges() throws IOException {
        write(parts("hello", "world"));
        Object before = inode();
        for (List<ArchivePart> parts :
                List.of(parts("hello", "jdock"), parts("hello", "jdock"), parts("hi"), parts("x".repeat(2000), "y"))) {
            write(parts);
            assertThat(inode()).isEqualTo(before);
            assertIsAsIfWrittenAnew(parts);
        }
    }

    @Test
    void whoReadsTheOldOneReadsItToItsEnd() throws IOException {
        write(parts("hello"));
        Object before = inode();
        byte[] old = Files.readAllBytes(file);
        try (InputStream reader = Files.newInputStream(file)) {
            write(parts("world"));
            assertThat(reader.readAllBytes()).isEqualTo(old);
        }
        assertThat(inode()).isNotEqualTo(before);
        assertIsAsIfWrittenAnew(parts("world"));
    }

    @Test
    void anotherNameKeepsTheOldOne() throws IOException {
        write(parts("hello"));
        byte[] old = Files.readAllBytes(file);
        Path kept = Files.createLink(directory.resolve("kept.tar"), file);
        write(parts("world"));

        assertThat(kept).hasBinaryContent(old);
        assertIsAsIfWrittenAnew(parts("world"));
    }

    @Test
    void isWrittenAnewIfSomebodyElseHasChangedIt() throws IOException {
        write(parts("hello"));
        FileTime time = Files.getLastModifiedTime(file);
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(TarHeader.BLOCK + 7).write(ByteBuffer.wrap(new byte[] {'?'}));
        }
        Files.setLastModifiedTime(file, time);
        write(parts("world"));

        assertIsAsIfWrittenAnew(parts("world"));
    }

    @Test
    void isWrittenAnewIfAnotherFileHasItsPlace() throws IOException {
        write(parts("hello"));
        Path copy = Files.write(directory.resolve("copy"), new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
        Files.delete(file);
        Files.move(copy, file);
        write(parts("world"));

        assertIsAsIfWrittenAnew(parts("world"));
    }

    @Test
    void isWrittenAnewIfLittleOfItStays() throws IOException {
        write(parts("hello", "world"));
        Object before = inode();
        List<ArchivePart> parts = parts("y".repeat(200_000));
        write(parts);

        assertThat(inode()).isNotEqualTo(before);
        assertIsAsIfWrittenAnew(parts);
    }

    @Test
    void whatIsNoFileOfJdocksIsReplaced() throws IOException {
        Path others = Files.writeString(directory.resolve("others"), "of others");
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, others);
        write(parts("hello"));

        assertIsAsIfWrittenAnew(parts("hello"));
        assertThat(others).hasContent("of others");
    }

    @Test
    void isNotThereIfItCouldNotBeWrittenToItsEnd() throws IOException {
        write(parts("hello"));
        List<ArchivePart> parts = parts("world");
        Files.delete(store.blob(stored("world").digest()));

        assertThatThrownBy(() -> write(parts)).hasMessageContaining("it is not in the store");
        assertThat(file.getParent()).isEmptyDirectory();
        write(parts("world"));
        assertIsAsIfWrittenAnew(parts("world"));
    }

    @Test
    void nothingIsKnownOfItOnceTheStoreWasPruned() throws IOException {
        write(parts("hello"));
        assertThat(store.archives()).isNotEmptyDirectory();
        store.prune(Duration.ZERO, Optional.empty());

        assertThat(store.archives()).isEmptyDirectory();
        write(parts("world"));
        assertIsAsIfWrittenAnew(parts("world"));
    }
}
