package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageArchive;
import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTargetTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "oci:image,                            image,     1.0",
        "oci:image:mine,                       image,     mine",
        "oci-archive:image.tar,                image.tar, 1.0",
        "docker-archive:image.tar,             image.tar, docker.io/library/shop:1.0",
        "docker-archive:image.tar:example/x:2, image.tar, example/x:2"
    })
    void anImageIsWrittenWithAName(String target, String file, String name) throws Exception {
        LocalStore store = LocalStore.open(directory.resolve("store"));
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                new Platform("amd64", "linux", null, List.of(), null),
                List.of(),
                ImageConfig.NONE,
                Instant.EPOCH,
                Map.of());
        ContentDescriptor image = new ImageWriter(store).write(draft, ImageForm.OCI);
        ImageTarget.parse("targets", target, directory)
                .write(new ImageArchiveWriter(store), image, List.of(Reference.parse("shop:1.0")), "amd64");

        assertThat(new ImageArchive(store).load(directory.resolve(file)))
                .singleElement()
                .extracting(loaded -> loaded.name().orElseThrow())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "image.tar", "docker:image", "oci:", "oci::x"})
    void whatIsNoTargetIsRefused(String text) {
        assertThatThrownBy(() -> ImageTarget.parse("targets", text, directory))
                .hasMessageContaining("must be oci:directory, oci-archive:file or docker-archive:file");
    }
}
