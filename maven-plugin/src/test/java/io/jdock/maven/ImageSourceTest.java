package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSourceTest {
    private static final Path BASE = Path.of("/home/shop");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "oci:target/layout,/home/shop/target/layout,''",
        "oci:/images/layout:v1,/images/layout,v1",
        "oci-archive:../a.tar,/home/a.tar,''",
        "docker-archive:a.tar:example.org:5000/app:v1,/home/shop/a.tar,example.org:5000/app:v1"
    })
    void namesAFileAndPossiblyAnImageInIt(String text, Path file, String name) throws ParameterException {
        assertThat(ImageSource.parse("image", text, BASE)).isEqualTo(new ImageSource(file, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian:12", "oci:", "oci::v1", "dir:/x"})
    void refusesWhatIsNoFile(String text) {
        assertThatThrownBy(() -> ImageSource.parse("image", text, BASE))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'" + text + "' must be oci:directory");
    }

    @Test
    void takesTheOneThatIsNamed() throws IOException {
        LocalStore store = LocalStore.open(directory.resolve("store"));
        Path layout = layout("one", "other");

        ContentDescriptor one = new ImageSource(layout, "one").load(store);

        assertThat(store.has(one.digest())).isTrue();
        assertThat(new ImageSource(layout, "other").load(store)).isNotEqualTo(one);
        assertThatThrownBy(() -> new ImageSource(layout, "").load(store))
                .isInstanceOf(ImageException.class)
                .hasMessage(layout + ": there are several images; name one of: one, other");
        assertThatThrownBy(() -> new ImageSource(layout, "third").load(store))
                .hasMessage(layout + ": there is no image 'third'; name one of: one, other");
    }

    /** Images without layers, told apart by their configuration. */
    private Path layout(String... names) throws IOException {
        Path layout = Files.createDirectories(directory.resolve("layout"));
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        StringBuilder manifests = new StringBuilder();
        for (String name : names) {
            byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"" + name
                            + "\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
                    .getBytes(StandardCharsets.UTF_8);
            ContentDescriptor configuration = ContentDescriptor.of(MediaTypes.IMAGE_CONFIG, config);
            byte[] manifest = new ConfigWriter().write(ImageManifest.of(configuration, List.of()));
            ContentDescriptor image = ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, manifest);
            Files.write(blobs.resolve(configuration.digest().encoded()), config);
            Files.write(blobs.resolve(image.digest().encoded()), manifest);
            manifests
                    .append(manifests.isEmpty() ? "" : ",")
                    .append("{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,"
                            .formatted(image.mediaType(), image.digest(), image.size()))
                    .append("\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}}");
        }
        Files.writeString(layout.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[" + manifests + "]}");
        return layout;
    }
}
