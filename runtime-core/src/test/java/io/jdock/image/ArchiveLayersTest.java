package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.jdock.oci.Digest;
import io.jdock.oci.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveLayersTest {
    private static final byte[] ARCHIVE =
            new Tar().directory("etc", 0755).file("etc/hostname", "here").bytes();

    @TempDir
    private Path directory;

    private LocalStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
    }

    private WrittenLayer take(byte[] content) throws IOException {
        return new ArchiveLayers(store).take(Files.write(directory.resolve("root.tar"), content));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void aPlainArchiveIsPacked() throws IOException {
        WrittenLayer layer = take(ARCHIVE);

        assertThat(layer.diffId()).isEqualTo(Digest.sha256(ARCHIVE));
        assertThat(layer.packed().mediaType()).isEqualTo(MediaTypes.IMAGE_LAYER_GZIP);
        assertThat(store.read(layer.packed())).startsWith(0x1f, 0x8b);
        assertThat(take(ARCHIVE)).as("the same once more").isEqualTo(layer);
    }

    @Test
    void aPackedOneStaysAsItIs() throws IOException {
        byte[] gzip = gzip(ARCHIVE);
        byte[] zstd = Zstd.compress(ARCHIVE);

        WrittenLayer gzipped = take(gzip);
        assertThat(gzipped.packed().digest()).isEqualTo(Digest.sha256(gzip));
        assertThat(gzipped.diffId()).isEqualTo(Digest.sha256(ARCHIVE));
        WrittenLayer zstandard = take(zstd);
        assertThat(zstandard.packed().digest()).isEqualTo(Digest.sha256(zstd));
        assertThat(zstandard.packed().mediaType()).isEqualTo(MediaTypes.IMAGE_LAYER_ZSTD);
        assertThat(zstandard.diffId()).isEqualTo(Digest.sha256(ARCHIVE));
    }

    @Test
    void whatIsNoArchiveIsRefusedAndNothingStays() throws IOException {
        byte[] gzip = gzip(ARCHIVE);

        assertThatThrownBy(() -> take("no archive at all".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ImageException.class);
        assertThatThrownBy(() -> take(Arrays.copyOf(gzip, gzip.length / 2))).hasMessageContaining("no complete tar");
        assertThatThrownBy(() -> take(new Tar().bytes())).hasMessageContaining("there is nothing in this tar archive");
        assertThatThrownBy(() -> take(new byte[] {'B', 'Z', 'h', '9'})).hasMessageContaining("bzip2 or xz");
        assertThatThrownBy(() -> new ArchiveLayers(store).take(directory.resolve("missing")))
                .hasMessageContaining("there is no such file");
        assertThat(store.ingest()).isEmptyDirectory();
        assertThat(store.root().resolve("blobs")).doesNotExist();
    }
}
