package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUseTest {
    @TempDir
    private Path directory;

    private LocalStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
    }

    @Test
    void anEmptyStoreTakesNothing() throws IOException {
        assertThat(DiskUse.of(store)).isEqualTo(new DiskUse(0, 0, 0));
    }

    @Test
    void packedAndUnpackedLayersAndCachesAreCountedApart() throws IOException {
        byte[] packed = new byte[100];
        try (BlobWriter writer = store.begin(Digest.sha256(packed), packed.length)) {
            writer.write(packed);
            writer.commit();
        }
        Path unpacked = Files.createDirectories(store.root().resolve("layers/0/layer/usr/lib"));
        Files.write(unpacked.resolve("library"), new byte[300]);
        try (BuildCaches.Opened cache = new BuildCaches(store).open("m2", false, 0755)) {
            Files.write(cache.directory().resolve("file"), new byte[7]);
        }

        assertThat(DiskUse.of(store)).isEqualTo(new DiskUse(100, 300, 7));
    }
}
