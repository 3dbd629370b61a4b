package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.image.ImageArchive;
import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.NamedImage;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real registry, to which Skopeo carries images and from which it fetches those that were pushed here. */
class DockerRegistryTest {
    private static final Path SKOPEO = Path.of("/usr/bin/skopeo");

    @TempDir
    private Path directory;

    private final TestImage image = TestImage.of(5_000_000, 3000);
    private LocalStore store;
    private Path layout;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Files.isExecutable(DockerRegistry.PROGRAM), "docker-registry is not installed");
        assumeTrue(Files.isExecutable(SKOPEO), "skopeo is not installed");
        store = LocalStore.open(directory.resolve("store"));
        LocalStore other = LocalStore.open(directory.resolve("other"));
        put(other, image);
        layout = directory.resolve("layout");
        new ImageArchiveWriter(other).writeLayout(layout, List.of(new NamedImage(Optional.of("1"), image.manifest())));
    }

    @Test
    void pullsWhatSkopeoPushed() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(directory, false, false)) {
            String name = registry.authority() + "/shop/app:1";
            skopeo("copy", "--preserve-digests", "--dest-tls-verify=false", "oci:" + layout + ":1", "docker://" + name);

            assertThat(puller(registry, CredentialSource.ANONYMOUS)
                            .pull(Reference.parse(name), Platforms.linux("amd64")))
                    .isEqualTo(image.manifest());
            assertThat(store.isComplete(image.manifest(), Platforms.linux("amd64")))
                    .isTrue();
        }
    }

    @Test
    void pullsImagesInDockersForm() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(directory, false, false)) {
            String name = registry.authority() + "/shop/app:1";
            skopeo("copy", "--format=v2s2", "--dest-tls-verify=false", "oci:" + layout + ":1", "docker://" + name);

            ContentDescriptor pulled =
                    puller(registry, CredentialSource.ANONYMOUS).pull(Reference.parse(name), Platforms.linux("amd64"));

            assertThat(pulled.mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
            assertThat(store.isComplete(pulled, Platforms.linux("amd64"))).isTrue();
        }
    }

    @Test
    void aPasswordAndACertificateOfItsOwnAreNoObstacle() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(directory, true, true)) {
            Reference reference = Reference.parse(registry.authority() + "/shop/app:1");
            put(store, image);
            CredentialSource ann = (host, repository) -> Optional.of(DockerRegistry.ANN);
            pusher(registry, ann).push(image.manifest(), reference, Platforms.linux("amd64"));

            LocalStore other = LocalStore.open(directory.resolve("third"));
            assertThat(new Puller(other, settings(registry), ann, TransferListener.NONE)
                            .pull(reference, Platforms.linux("amd64")))
                    .isEqualTo(image.manifest());

            assertThatThrownBy(() ->
                            puller(registry, CredentialSource.ANONYMOUS).pull(reference, Platforms.linux("amd64")))
                    .hasMessageContaining("the registry wants to know who you are");
            CredentialSource wrong = (host, repository) -> Optional.of(Credential.password("ann", "guess"));
            assertThatThrownBy(() -> puller(registry, wrong).pull(reference, Platforms.linux("amd64")))
                    .hasMessageContaining("the registry refuses it");
            assertThatThrownBy(() -> new Puller(store, RegistrySettings.usual(), ann, TransferListener.NONE)
                            .pull(reference, Platforms.linux("amd64")))
                    .hasMessageContaining("no secure connection can be made")
                    .hasMessageContaining("a certificate of its own authority");
        }
    }

    @Test
    void aRegistryOfPlainHttpMaySendItsClientsToOneThatEncrypts() throws Exception {
        try (DockerRegistry storage = DockerRegistry.start(directory, false, true);
                FakeRegistry plain = new FakeRegistry().put("1", image)) {
            put(store, image);
            pusher(storage, CredentialSource.ANONYMOUS)
                    .push(
                            image.manifest(),
                            Reference.parse(storage.authority() + "/shop/app:1"),
                            Platforms.linux("amd64"));
            for (ContentDescriptor layer : image.layers()) {
                String path = FakeRegistry.blob(layer.digest());
                plain.rule(path, FakeRegistry.status(307, Map.of("Location", "https://" + storage.authority() + path)));
            }
            RegistryAccess access =
                    new RegistryAccess(true, List.of(storage.certificate().orElseThrow()), List.of());

            LocalStore other = LocalStore.open(directory.resolve("third"));
            assertThat(new Puller(
                                    other,
                                    RegistrySettings.usual().with(Map.of(plain.authority(), access)),
                                    CredentialSource.ANONYMOUS,
                                    TransferListener.NONE)
                            .pull(Reference.parse(plain.name("1")), Platforms.linux("amd64")))
                    .isEqualTo(image.manifest());
            assertThat(other.isComplete(image.manifest(), Platforms.linux("amd64")))
                    .isTrue();
        }
    }

    @Test
    void plainHttpHasToBeSaid() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(directory, false, false)) {
            Reference reference = Reference.parse(registry.authority() + "/shop/app:1");

            assertThatThrownBy(() -> new Puller(
                                    store, RegistrySettings.usual(), CredentialSource.ANONYMOUS, TransferListener.NONE)
                            .pull(reference, Platforms.linux("amd64")))
                    .hasMessageContaining("no secure connection can be made")
                    .hasMessageContaining("speaks plain HTTP");
        }
    }

    @Test
    void whatWasPushedSkopeoFetches() throws Exception {
        try (DockerRegistry registry = DockerRegistry.start(directory, false, false)) {
            Reference reference = Reference.parse(registry.authority() + "/shop/app:2");
            put(store, image);
            List<String> told = new ArrayList<>();
            TransferListener listener = new TransferListener() {
                @Override
                public synchronized void ends(ContentDescriptor content) {
                    told.add("sent");
                }

                @Override
                public synchronized void present(ContentDescriptor content) {
                    told.add("there");
                }
            };
            Pusher pusher = new Pusher(store, settings(registry), CredentialSource.ANONYMOUS, listener);

            pusher.push(image.manifest(), reference, Platforms.linux("amd64"));
            pusher.push(image.manifest(), reference, Platforms.linux("amd64"));

            assertThat(told).containsExactly("sent", "sent", "there", "there");
            Path fetched = directory.resolve("fetched");
            skopeo(
                    "copy",
                    "--preserve-digests",
                    "--src-tls-verify=false",
                    "docker://" + reference,
                    "oci:" + fetched + ":2");
            assertThat(new ImageArchive(LocalStore.open(directory.resolve("third"))).load(fetched))
                    .singleElement()
                    .satisfies(loaded -> assertThat(loaded.content().digest())
                            .isEqualTo(image.manifest().digest()));
        }
    }

    private static void put(LocalStore store, TestImage image) throws IOException {
        for (Map.Entry<Digest, byte[]> content : image.content().entrySet()) {
            store.copy(
                    ContentDescriptor.of("", content.getKey(), content.getValue().length),
                    new ByteArrayInputStream(content.getValue()));
        }
    }

    private Puller puller(DockerRegistry registry, CredentialSource credentials) throws IOException {
        return new Puller(store, settings(registry), credentials, TransferListener.NONE);
    }

    private Pusher pusher(DockerRegistry registry, CredentialSource credentials) {
        return new Pusher(store, settings(registry), credentials, TransferListener.NONE);
    }

    private static RegistrySettings settings(DockerRegistry registry) {
        RegistryAccess access = registry.certificate()
                .map(certificate -> new RegistryAccess(false, List.of(certificate), List.of()))
                .orElse(RegistryAccess.PLAIN_HTTP);
        return RegistrySettings.usual().with(Map.of(registry.authority(), access));
    }

    private void skopeo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SKOPEO.toString(), "--insecure-policy"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_RUNTIME_DIR", directory.toString()); // no credentials of the machine's
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
