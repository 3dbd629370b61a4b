package io.jdock.maven.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.registry.RegistryAccess;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.settings.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What POMs, command lines and settings say about registries. */
class SettingsTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:5000,localhost:5000,true",
        "http://localhost:5000/,localhost:5000,true",
        "https://registry.example.org,registry.example.org,false",
        "registry.example.org:443,registry.example.org:443,false",
        "docker.io,docker.io,false"
    })
    void aRegistryMayBeATextAlone(String text, String name, boolean plain) throws ParameterException {
        Registry registry = new Registry();
        registry.set(text);

        assertThat(registry.name("registries")).isEqualTo(name);
        assertThat(registry.access()).isEqualTo(plain ? RegistryAccess.PLAIN_HTTP : RegistryAccess.USUAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example", "http://", "localhost:5000/shop", "a b.org", "localhost:99999"})
    void whatIsNoRegistryIsRefused(String text) {
        Registry registry = new Registry();
        registry.set(text);

        assertThatThrownBy(() -> registry.name("registries"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("is no registry: ");
    }

    @ParameterizedTest
    @CsvSource({"always,ALWAYS", "ifNotPresent,IF_NOT_PRESENT", "if-not-present,IF_NOT_PRESENT", "NEVER,NEVER"})
    void policiesAreWrittenAsInKubernetesOrPodman(String text, PullPolicy policy) throws ParameterException {
        assertThat(PullPolicy.parse("pullPolicy", text)).isEqualTo(policy);
    }

    @Test
    void anotherPolicyIsRefused() {
        assertThatThrownBy(() -> PullPolicy.parse("pullPolicy", "sometimes"))
                .hasMessageContaining("'sometimes' is none of always, ifNotPresent, never");
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example.org/v2/,true",
        "https://localhost:5000/,false",
        "https://a.inner.example.org/,false",
        "https://inner.example.org.evil.net/,true",
        "https://10.1.2.3/,false"
    })
    void aProxyIsForAllButTheHostsThatAreNamed(String uri, boolean proxied) {
        SettingsProxy selector = new SettingsProxy(proxy());

        List<java.net.Proxy> selected = selector.select(URI.create(uri));

        assertThat(selected)
                .containsExactly(
                        proxied
                                ? new java.net.Proxy(
                                        java.net.Proxy.Type.HTTP,
                                        InetSocketAddress.createUnresolved("proxy.example.org", 3128))
                                : java.net.Proxy.NO_PROXY);
    }

    @Test
    void aProxyIsToldWhoAsksIfTheSettingsSayIt() {
        assertThat(new SettingsProxy(proxy()).authorization()).isEmpty();

        Proxy named = proxy();
        named.setUsername("ann");
        named.setPassword("secret");
        assertThat(new SettingsProxy(named).authorization()).contains("Basic YW5uOnNlY3JldA==");
    }

    private static Proxy proxy() {
        Proxy proxy = new Proxy();
        proxy.setHost("proxy.example.org");
        proxy.setPort(3128);
        proxy.setNonProxyHosts("localhost|*.inner.example.org|10.*");
        return proxy;
    }

    @Test
    void aTransferIsALineInALogAndBarsOnATerminal() {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        List<CharSequence> lines = new ArrayList<>();
        SystemStreamLog log = new SystemStreamLog() {
            @Override
            public void info(CharSequence line) {
                lines.add(line);
            }
        };
        ContentDescriptor layer = ContentDescriptor.of("", new byte[3072]);
        try (TransferLog transfer =
                new TransferLog(log, "Pulled app:1", new PrintStream(drawn, true, StandardCharsets.UTF_8))) {
            transfer.begins(layer);
            transfer.advances(layer, 3072);
            transfer.ends(layer);
            transfer.present(ContentDescriptor.of("", new byte[1]));
            transfer.finish();
        }

        String id = layer.digest().encoded().substring(0, 12);
        assertThat(drawn.toString(StandardCharsets.UTF_8))
                .startsWith(id + " [" + " ".repeat(30) + "] 0 B of 3.0 KiB")
                .contains(id + " [" + "=".repeat(30) + "] 3.0 KiB of 3.0 KiB")
                .endsWith("\u001b[1A\u001b[J");
        assertThat(lines).containsExactly("Pulled app:1: 2 layers, of which 1 had to be transferred, 3.0 KiB");
    }
}
