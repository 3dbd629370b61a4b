package io.jdock.maven.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.RepositorySystemSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.cipher.PlexusCipherException;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/** Images of a registry that wants a password, by what {@code settings.xml} and {@code mvn -o} say. */
class RegistriesTest {
    private static final Platform PLATFORM = Platforms.linux("amd64");
    private static final String MASTER = "the master password";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
    private final Map<String, byte[]> contents = image();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private LocalStore store;
    private HttpServer server;

    /** A registry for whoever knows the password; and a proxy too, since the whole address is in what a proxy is asked. */
    @BeforeEach
    void serve() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            URI uri = exchange.getRequestURI();
            asked.add(String.valueOf(uri));
            byte[] content = contents.get(uri.getPath().replaceFirst(".*/", ""));
            boolean known = BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!known) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
            }
            if (content == null || !known) {
                exchange.sendResponseHeaders(known ? 404 : 401, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", MediaTypes.IMAGE_MANIFEST);
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Map<String, byte[]> image() {
        Image image = new Image(
                null,
                null,
                "amd64",
                "linux",
                null,
                List.of(),
                null,
                ImageConfig.builder().build(),
                new Image.RootFs(Image.RootFs.LAYERS, List.of()),
                List.of());
        byte[] config = new ConfigWriter().write(image);
        ContentDescriptor described = ContentDescriptor.of(MediaTypes.IMAGE_CONFIG, config);
        byte[] manifest = new ConfigWriter().write(ImageManifest.of(described, List.of()));
        return Map.of("1", manifest, described.digest().toString(), config);
    }

    private String registry() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @SuppressWarnings("deprecation") // Maven has no other way to make a session without its container
    private Registries registries(String name) throws PlexusCipherException, IOException {
        Registry element = new Registry();
        element.set("http://" + name);
        MavenSession session = new MavenSession(
                null,
                (RepositorySystemSession) null,
                request.setInteractiveMode(false),
                new DefaultMavenExecutionResult());
        return new Registries(session, decrypter(), List.of(element), new SystemStreamLog());
    }

    /** Maven's own, with its own file of the master password. */
    private SettingsDecrypter decrypter() throws PlexusCipherException, IOException {
        String master = new DefaultPlexusCipher().encryptAndDecorate(MASTER, "settings.security");
        Path file = Files.writeString(
                directory.resolve("settings-security.xml"),
                "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
        return new DefaultSettingsDecrypter(
                new DefaultSecDispatcher(new DefaultPlexusCipher(), Map.of(), file.toString()));
    }

    private void know(String id, String password) {
        Server known = new Server();
        known.setId(id);
        known.setUsername("ann");
        known.setPassword(password);
        request.addServer(known);
    }

    private static Reference reference(String registry) throws ImageException {
        return Reference.parse(registry + "/app:1");
    }

    private void pull(String registry) throws Exception {
        registries(registry).provide(store, reference(registry), PLATFORM, PullPolicy.ALWAYS);
    }

    @Test
    void aServerOfTheSettingsHasThePassword() throws Exception {
        know("other.example.org", "wrong");
        know(registry(), "secret");

        pull(registry());

        assertThat(store.complete(reference(registry()).toString(), PLATFORM)).isPresent();
    }

    @Test
    void thePasswordMayBeEncrypted() throws Exception {
        String encrypted = new DefaultPlexusCipher().encryptAndDecorate("secret", MASTER);
        know(registry(), encrypted);

        pull(registry());

        assertThat(encrypted).doesNotContain("secret");
        assertThat(store.complete(reference(registry()).toString(), PLATFORM)).isPresent();
    }

    @Test
    void aPasswordThatCannotBeDecryptedIsNotSent() throws Exception {
        know(registry(), new DefaultPlexusCipher().encryptAndDecorate("secret", "another master password"));

        assertThatThrownBy(() -> pull(registry()))
                .hasMessageContaining("server " + registry() + " in settings.xml: the password cannot be decrypted");
        assertThat(store.tags()).isEmpty();
    }

    @Test
    void theActiveProxyIsAsked() throws Exception {
        String registry = "registry.invalid:5000";
        know(registry, "secret");
        Proxy proxy = new Proxy();
        proxy.setHost("127.0.0.1");
        proxy.setPort(server.getAddress().getPort());
        request.addProxy(proxy);

        pull(registry);

        assertThat(store.complete(reference(registry).toString(), PLATFORM)).isPresent();
        assertThat(asked).isNotEmpty().allSatisfy(uri -> assertThat(uri).startsWith("http://" + registry + "/v2/"));
    }

    @Test
    void offlineNobodyIsAsked() throws Exception {
        request.setOffline(true);

        assertThatThrownBy(() -> pull(registry()))
                .isInstanceOf(ImageException.class)
                .hasMessage(registry() + "/app:1: Maven is offline, and a registry is needed; run it without -o");
        assertThat(asked).isEmpty();
    }

    @Test
    void offlineWhatIsInTheStoreServesWhateverThePolicy() throws Exception {
        know(registry(), "secret");
        pull(registry());
        asked.clear();
        request.setOffline(true);

        pull(registry());

        assertThat(asked).isEmpty();
    }
}
