package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
    private static final URI REGISTRY = URI.create("https://registry.example.org");

    /** Names that end in {@code .evil} lead to this machine. */
    private final Redirects redirects = redirects(REGISTRY);

    private static Redirects redirects(URI registry) {
        return new Redirects(registry, host -> new InetAddress[] {
            InetAddress.getByName(
                    host.endsWith(".evil") ? "127.0.0.1" : host.matches("[0-9.]+|\\[.*") ? host : "192.0.2.1")
        });
    }

    @ParameterizedTest
    @CsvSource({
        "https://cdn.example.net/x?sig=1,https://cdn.example.net/x?sig=1",
        "/v2/other,https://registry.example.org/v2/other",
        "other,https://registry.example.org/v2/a/other"
    })
    void leadsToHttpsAnywhereElse(String location, URI target) throws ImageException {
        assertThat(redirects.follow(URI.create("https://registry.example.org/v2/a/b"), location))
                .isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cdn.example.net/x",
                "file:///etc/passwd",
                "ftp://cdn.example.net/",
                "jar:file:/x!/y",
                "https:///x",
                "https://user:secret@cdn.example.net/",
                "https://a b/",
                "https://127.0.0.1/",
                "https://127.1.2.3:8443/",
                "https://[::1]/",
                "https://0.0.0.0/",
                "https://169.254.169.254/latest/meta-data",
                "https://inner.evil/"
            })
    void refusesTheRest(String location) {
        assertThatThrownBy(() -> redirects.follow(REGISTRY, location))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("registry.example.org: the registry points to ")
                .hasMessageEndingWith("; this is refused");
    }

    @Test
    void aRegistryWithoutEncryptionMayLeadToOthersWithoutIt() throws ImageException {
        Redirects plain = redirects(URI.create("http://registry.example.org:5000"));

        assertThat(plain.follow(URI.create("http://registry.example.org:5000/v2/"), "http://store.example.org/x"))
                .hasToString("http://store.example.org/x");
    }

    @Test
    void aRegistryOnThisMachineMayLeadToThisMachine() throws ImageException {
        Redirects here = redirects(URI.create("https://127.0.0.1:5000"));

        assertThat(here.follow(URI.create("https://127.0.0.1:5000/"), "https://inner.evil/x"))
                .hasToString("https://inner.evil/x");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a/x,https://A:443/y,true",
        "https://a/,http://a/,false",
        "https://a/,https://a:444/,false",
        "https://a/,https://b/,false",
        "http://a/,http://a:80/,true"
    })
    void anOriginIsSchemeHostAndPort(URI one, URI other, boolean same) {
        assertThat(Redirects.sameOrigin(one, other)).isEqualTo(same);
    }
}
