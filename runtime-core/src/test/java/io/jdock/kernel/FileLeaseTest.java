package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.writeString(directory.resolve("file"), "before");
    }

    private Descriptor open() throws KernelException {
        return Descriptor.open(file.toString(), OpenFlag.O_WRONLY);
    }

    @Test
    void whoOpensTheFileMeanwhileWaits() throws Exception {
        CompletableFuture<String> reader;
        try (Descriptor out = open();
                FileLease lease = FileLease.take(out).orElseThrow()) {
            assertThat(lease.isAwaited()).isFalse();
            reader = CompletableFuture.supplyAsync(this::read);
            while (!lease.isAwaited()) {
                assertThat(reader).isNotDone();
                Thread.sleep(1);
            }
            out.write("afterwards".getBytes(StandardCharsets.US_ASCII));
            assertThat(reader).isNotDone();
        }

        assertThat(reader.get()).isEqualTo("afterwards");
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thereIsNoneWhileAnotherHasTheFileOpenByWhateverName() throws Exception {
        Path other = Files.createLink(directory.resolve("other"), file);
        try (Descriptor out = open()) {
            try (var reader = Files.newInputStream(other)) {
                assertThat(FileLease.take(out)).isEmpty();
                assertThat(reader.read()).isEqualTo('b');
            }
            try (FileLease lease = FileLease.take(out).orElseThrow()) {
                assertThat(lease.isAwaited()).isFalse();
            }
        }
    }

    @Test
    void thereIsNoneOfWhatIsNoRegularFile() throws Exception {
        try (Descriptor device = Descriptor.open("/dev/null", OpenFlag.O_WRONLY)) {
            assertThat(FileLease.take(device)).isEmpty();
        }
    }
}
