package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCachesTest {
    @TempDir
    private Path directory;

    private Path proc;
    private BuildCaches caches;

    @BeforeEach
    void openStore() throws IOException {
        proc = Files.createDirectory(directory.resolve("proc"));
        caches = new BuildCaches(LocalStore.open(directory.resolve("store")), proc);
    }

    private Path use(String id) throws IOException {
        try (BuildCaches.Opened cache = caches.open(id, false, 0750)) {
            Files.writeString(cache.directory().resolve("file"), "content");
            return cache.directory();
        }
    }

    private long prune(Duration age) throws IOException {
        return caches.prune(age, Optional.empty());
    }

    @Test
    void aCacheIsFoundAgainUntilItIsPruned() throws IOException {
        Path cache = use("m2");
        assertThat(use("m2")).isEqualTo(cache);
        assertThat(use("npm")).isNotEqualTo(cache);
        assertThat((int) Files.getAttribute(cache, "unix:mode") & 07777).isEqualTo(0750);
        assertThat(caches.size()).isEqualTo(2L * "content".length());

        assertThat(prune(Duration.ofHours(1))).as("wanted lately").isZero();
        assertThat(cache).exists();
        assertThat(prune(Duration.ZERO)).isEqualTo(2L * "content".length());
        try (var left = Files.list(cache.getParent())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aCacheInUseStays() throws IOException {
        Path mounted = use("mounted");
        Files.createDirectory(proc.resolve("17"));
        Files.writeString(proc.resolve("17/mountinfo"), "1 2 8:1 " + mounted + " /root/.m2 rw - ext4 /dev/sda1 rw\n");

        try (BuildCaches.Opened locked = caches.open("locked", true, 0755)) {
            assertThat(prune(Duration.ZERO)).isZero();
            assertThat(locked.directory()).exists();
        }
        prune(Duration.ZERO);
        assertThat(caches.directory("locked")).doesNotExist();
        assertThat(mounted).exists();
    }

    @Test
    void whatAKilledProcessHadBegunToRemoveGoes() throws IOException {
        Path begun = Files.createDirectories(
                caches.directory("a").resolveSibling(caches.directory("a").getFileName() + ".removed"));

        prune(Duration.ofHours(1));

        assertThat(begun).doesNotExist();
    }
}
