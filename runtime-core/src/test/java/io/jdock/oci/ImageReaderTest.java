package io.jdock.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a reader is dear to make
class ImageReaderTest {
    private static final String SHA = "sha256:" + "0123456789abcdef".repeat(4);
    static final String MANIFEST = """
            {
              "schemaVersion": 2,
              "mediaType": "application/vnd.oci.image.manifest.v1+json",
              "artifactType": "application/vnd.example",
              "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "DIGEST", "size": 7023},
              "layers": [
                {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "DIGEST", "size": 32654,
                 "urls": ["https://example.com/layer"], "annotations": {"a": "b"}, "data": "e30="}
              ],
              "subject": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "DIGEST", "size": 7682},
              "annotations": {"com.example.key1": "value1"}
            }
            """.replace("DIGEST", SHA);
    static final String INDEX = """
            {
              "schemaVersion": 2,
              "mediaType": "application/vnd.oci.image.index.v1+json",
              "manifests": [
                {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "DIGEST", "size": 7143,
                 "platform": {"architecture": "arm64", "os": "linux", "os.version": "1", "os.features": ["x"], "variant": "v8"}}
              ],
              "annotations": {"com.example.key1": "value1"}
            }
            """.replace("DIGEST", SHA);
    static final String IMAGE = """
            {
              "created": "2026-10-31T22:22:56.015925234Z",
              "author": "Alyssa",
              "architecture": "amd64",
              "os": "linux",
              "os.version": "1",
              "os.features": ["x"],
              "variant": "v2",
              "config": {
                "User": "alice",
                "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
                "Env": ["PATH=/usr/bin", "ODD"],
                "Entrypoint": ["/bin/my-app"],
                "Cmd": ["--foreground"],
                "Volumes": {"/var/job-result-data": {}},
                "WorkingDir": "/home/alice",
                "Labels": {"com.example.version": ""},
                "StopSignal": "SIGQUIT",
                "Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 5000000000, "Timeout": 1, "StartPeriod": 2,
                                "StartInterval": 3, "Retries": 4},
                "OnBuild": ["COPY . /src"],
                "Shell": ["/bin/bash", "-c"],
                "ArgsEscaped": true,
                "Vendor": {"a": [1, null]}
              },
              "rootfs": {"type": "layers", "diff_ids": ["DIGEST", "DIGEST"]},
              "history": [
                {"created": "2026-10-31T22:22:54Z", "created_by": "ADD", "author": "Alyssa", "comment": "first"},
                {"created_by": "CMD", "empty_layer": true}
              ]
            }
            """.replace("DIGEST", SHA);

    private final ImageReader reader = new ImageReader();
    private final ConfigWriter writer = new ConfigWriter();

    @Test
    void aManifestIsReadAndWrittenBackEqual() {
        ImageManifest manifest = reader.readManifest(MANIFEST.getBytes(UTF_8));

        assertThat(manifest.config().digest()).hasToString(SHA);
        assertThat(manifest.layers()).extracting(ContentDescriptor::size).containsExactly(32654L);
        assertThat(Fixture.tree(writer.write(manifest))).isEqualTo(Fixture.tree(MANIFEST));
    }

    @Test
    void anIndexIsReadAndWrittenBackEqual() {
        ImageIndex index = reader.readIndex(INDEX.getBytes(UTF_8));

        assertThat(index.manifests().get(0).platform())
                .isEqualTo(new Platform("arm64", "linux", "1", List.of("x"), "v8"));
        assertThat(Fixture.tree(writer.write(index))).isEqualTo(Fixture.tree(INDEX));
    }

    @Test
    void anImageIsReadAndWrittenBackEqual() {
        Image image = reader.readImage(IMAGE.getBytes(UTF_8));

        assertThat(image.platform()).isEqualTo(new Platform("amd64", "linux", "1", List.of("x"), "v2"));
        assertThat(image.config().exposedPorts()).containsExactly("8080/tcp", "53/udp");
        assertThat(image.rootfs().diffIds()).hasSize(2);
        assertThat(image.config().healthcheck())
                .isEqualTo(new Healthcheck(List.of("CMD-SHELL", "true"), 5_000_000_000L, 1, 2, 3, 4));
        assertThat(image.config().others()).containsOnlyKeys("ArgsEscaped", "Vendor");
        assertThat(image.config().toBuilder().build()).isEqualTo(image.config());
        assertThat(Fixture.tree(writer.write(image))).isEqualTo(Fixture.tree(IMAGE));
    }

    @Test
    void dockersNamesOfTheSameDocumentsAreTaken() {
        assertThat(reader.readManifest(MANIFEST.replace(MediaTypes.IMAGE_MANIFEST, MediaTypes.DOCKER_MANIFEST)
                                .getBytes(UTF_8))
                        .mediaType())
                .isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(reader.readIndex(INDEX.replace(MediaTypes.IMAGE_INDEX, MediaTypes.DOCKER_MANIFEST_LIST)
                                .getBytes(UTF_8))
                        .mediaType())
                .isEqualTo(MediaTypes.DOCKER_MANIFEST_LIST);
    }

    @Test
    void nullIsTheSameAsAbsence() {
        Image image = reader.readImage("""
                {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}, "history": null,
                 "config": {"Cmd": null, "ExposedPorts": null, "Volumes": {}, "Labels": null, "Healthcheck": {"Test": []}}}
                """.getBytes(UTF_8));

        assertThat(image.config()).isEqualTo(ImageConfig.NONE);
        assertThat(Fixture.tree(writer.write(image)))
                .isEqualTo(Fixture.tree(
                        "{'architecture': 'amd64', 'os': 'linux', 'rootfs': {'type': 'layers', 'diff_ids': []}}"
                                .replace('\'', '"')));
    }

    @Test
    void documentsAreMadeInJava() {
        byte[] config = writer.write(new Image(
                null,
                null,
                "amd64",
                "linux",
                null,
                List.of(),
                null,
                ImageConfig.builder()
                        .cmd(List.of("java"))
                        .exposedPorts(Set.of("80"))
                        .build(),
                new Image.RootFs(Image.RootFs.LAYERS, List.of()),
                List.of()));
        ImageManifest manifest = ImageManifest.of(ContentDescriptor.of(MediaTypes.IMAGE_CONFIG, config), List.of());
        ImageIndex index =
                ImageIndex.of(List.of(ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, writer.write(manifest))));

        assertThat(reader.readManifest(writer.write(manifest))).isEqualTo(manifest);
        assertThat(reader.readIndex(writer.write(index))).isEqualTo(index);
        assertThat(reader.readImage(config).config().cmd()).containsExactly("java");
        assertThat(reader.readLayout(writer.write(new ImageLayout(ImageLayout.VERSION)))
                        .imageLayoutVersion())
                .isEqualTo("1.0.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /schemaVersion      | 1         | from 2 to 2
            /schemaVersion      |           | missing
            /mediaType          | "application/vnd.oci.image.index.v1+json" | application/vnd.oci.image.manifest.v1+json
            /config             |           | missing
            /config/digest      | "latest"  | a digest
            /config/digest      | "sha256:../../etc/passwd" | a digest
            /config/digest      | "sha256:ABC" | a digest
            /config/digest      | 5         | a digest
            /config/size        | -1        | from 0 to
            /layers             | null      | an array
            /layers/0           | null      | an object
            /layers/0/mediaType | ""        | not empty
            /subject/digest     |           | a digest
            /manifests          | []        | absent in a document of this kind
            """)
    void manifestsThatAreRefused(String place, @Nullable String value, String allowed) {
        assertRefused(MANIFEST, place, value, allowed, reader::readManifest);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /mediaType                         | "x"  | application/vnd.oci.image.index.v1+json
            /manifests                         |      | missing
            /manifests/0/platform/os           |      | missing
            /manifests/0/size                  | "1"  | a whole number
            /layers                            | []   | absent in a document of this kind
            /config                            | {}   | absent in a document of this kind
            """)
    void indexesThatAreRefused(String place, @Nullable String value, String allowed) {
        assertRefused(INDEX, place, value, allowed, reader::readIndex);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /os                  | ""           | not empty
            /architecture        |              | missing
            /rootfs/type         | "tar"        | "layers"
            /rootfs/diff_ids/1   | "sha256:0"   | a digest
            /config/ExposedPorts | ["80"]       | an object
            /config/Env/0        | "a\\u0000b"  | without NUL
            /config/Labels/a     | 1            | a text
            /config/Healthcheck/Test     | "true"   | an array
            /config/Healthcheck/Interval | -1       | from 0 to
            /config/Healthcheck/Retries  | "3"      | a whole number
            /config/OnBuild/0            | null     | a text
            /config/Shell/0              | "a\\u0000b" | without NUL
            """)
    void imagesThatAreRefused(String place, @Nullable String value, String allowed) {
        assertRefused(IMAGE, place, value, allowed, reader::readImage);
    }

    private interface Reading {
        void read(byte[] json);
    }

    private static void assertRefused(
            String document, String place, @Nullable String value, String allowed, Reading reading) {
        JsonPointer pointer = JsonPointer.compile(place);
        JsonNode changed = Fixture.change(Fixture.tree(document), pointer, value == null ? null : Fixture.tree(value));

        InvalidSpecException refused = Objects.requireNonNull(
                catchThrowableOfType(InvalidSpecException.class, () -> reading.read(Fixture.bytes(changed))),
                "was read");

        assertThat(refused.path()).isEqualTo(Fixture.path(pointer));
        assertThat(refused).hasMessageContaining(allowed);
    }
}
