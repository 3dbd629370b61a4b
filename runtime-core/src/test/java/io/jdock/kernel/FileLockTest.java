package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {
    @TempDir
    private Path directory;

    @Test
    void oneThreadAtATimeHoldsIt() throws Exception {
        String file = directory.resolve("lock").toString();
        AtomicBoolean released = new AtomicBoolean();
        CompletableFuture<Boolean> second;
        try (FileLock first = FileLock.exclusive(file)) {
            assertThat(first).isNotNull();
            second = CompletableFuture.supplyAsync(() -> releasedWhenLocked(file, released));
            assertThat(second).isNotDone();
            released.set(true);
        }

        assertThat(second.get()).isTrue();
    }

    @Test
    void whoDoesNotWaitIsToldThatAnotherOneHasIt() throws Exception {
        String file = directory.resolve("lock").toString();
        try (FileLock first = FileLock.exclusive(file)) {
            assertThat(first).isNotNull();
            assertThat(FileLock.tryExclusive(file)).isEmpty();
        }
        try (FileLock second = FileLock.tryExclusive(file).orElseThrow()) {
            assertThat(second).isNotNull();
        }
    }

    @Test
    void oneThatIsNotThereAnyMoreIsNotMadeAgain() throws Exception {
        Path file = directory.resolve("lock");
        CompletableFuture<Boolean> found;
        try (FileLock first = FileLock.exclusive(file.toString())) {
            assertThat(first).isNotNull();
            found = CompletableFuture.supplyAsync(() -> exists(file));
            Files.delete(file);
        }

        assertThat(found.get()).isFalse();
        assertThat(file).doesNotExist();
    }

    private static boolean exists(Path file) {
        try (FileLock lock = FileLock.existing(file.toString()).orElse(null)) {
            return lock != null;
        } catch (KernelException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean releasedWhenLocked(String file, AtomicBoolean released) {
        try (FileLock lock = FileLock.exclusive(file)) {
            return lock != null && released.get();
        } catch (KernelException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileThatItsHolderRemovedIsMadeAgain() throws Exception {
        Path file = directory.resolve("lock");
        try (FileLock first = FileLock.exclusive(file.toString())) {
            assertThat(first).isNotNull();
            Files.delete(file);
        }
        try (FileLock second = FileLock.exclusive(file.toString())) {
            assertThat(second).isNotNull();
            assertThat(file).exists();
        }
    }

    @Test
    void aLinkIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("elsewhere"));

        assertThatThrownBy(() -> FileLock.exclusive(link.toString()))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("ELOOP");
        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }
}
