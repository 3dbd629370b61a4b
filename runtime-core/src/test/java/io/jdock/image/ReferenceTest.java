package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String HEX_IDENTIFIER = "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111";

    @ParameterizedTest
    @CsvSource({
        "debian, docker.io/library/debian:latest, debian:latest",
        "debian:12, docker.io/library/debian:12, debian:12",
        "docker.io/debian, docker.io/library/debian:latest, debian:latest",
        "index.docker.io/debian, docker.io/library/debian:latest, debian:latest",
        "library/debian, docker.io/library/debian:latest, debian:latest",
        "bitnami/postgresql, docker.io/bitnami/postgresql:latest, bitnami/postgresql:latest",
        "localhost/app, localhost/app:latest, localhost/app:latest",
        "localhost, docker.io/library/localhost:latest, localhost:latest",
        "localhost:5000/app, localhost:5000/app:latest, localhost:5000/app:latest",
        "localhost:5000, docker.io/library/localhost:5000, localhost:5000",
        "quay.io/a/b/c:v1.2_3-x, quay.io/a/b/c:v1.2_3-x, quay.io/a/b/c:v1.2_3-x",
        "[::1]:5000/app, [::1]:5000/app:latest, [::1]:5000/app:latest",
        "[fe80::1]/app:_, [fe80::1]/app:_, [fe80::1]/app:_",
        "10.0.0.1:80/app, 10.0.0.1:80/app:latest, 10.0.0.1:80/app:latest",
        "HOST/app, HOST/app:latest, HOST/app:latest",
        "docker.io/localhost/x, docker.io/localhost/x:latest, docker.io/localhost/x:latest",
        "a__b/c---d/e.f, docker.io/a__b/c---d/e.f:latest, a__b/c---d/e.f:latest",
    })
    void namesAreReadAsDockerReadsThem(String text, String canonical, String familiar) throws ImageException {
        Reference reference = Reference.parse(text);

        assertThat(reference).hasToString(canonical);
        assertThat(reference.familiar()).isEqualTo(familiar);
    }

    @Test
    void aDigestReplacesTheDefaultTagAndStandsBesideATagThatIsSaid() throws ImageException {
        Reference pinned = Reference.parse("debian@sha256:" + HEX);
        Reference both = Reference.parse("debian:12@sha256:" + HEX);

        assertThat(pinned.tag()).isEmpty();
        assertThat(pinned).hasToString("docker.io/library/debian@sha256:" + HEX);
        assertThat(both.tag()).contains("12");
        assertThat(both.selector()).isEqualTo("sha256:" + HEX);
        assertThat(Reference.parse("debian:12").selector()).isEqualTo("12");
        assertThat(both.withDigest(both.digest().orElseThrow()))
                .isEqualTo(pinned)
                .hasSameHashCodeAs(pinned);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Debian | character 1, 'D': a repository is written in lower case",
                "a/Bc | character 3, 'B': a repository is written in lower case",
                "a//b | character 3, '/': a component of the repository is empty",
                "/b | character 1, '/': a component of the repository is empty",
                "a/ | character 3, the end: a component of the repository is empty",
                "quay.io/ | character 9, the end: there is no repository",
                ":12 | character 1, ':': there is no repository",
                "-a | character 1, '-': '.', '_', '__' and hyphens stand between",
                "a_ | character 2, '_': '.', '_', '__' and hyphens stand between",
                "a..b | character 2, '.': '.', '_', '__' and hyphens stand between",
                "a___b | character 2, '_': '.', '_', '__' and hyphens stand between",
                "a$b | character 2, '$': a repository has lower-case letters",
                "'a b' | character 2, U+0020: a repository has lower-case letters",
                "é | character 1, U+00E9: a repository has lower-case letters",
                "a: | character 3, the end: the tag is empty",
                "a:-b | character 3, '-': a tag has letters",
                "a:b! | character 4, '!': a tag has letters",
                "a@ | character 3, the end: no digest",
                "a@sha256:abc | character 3, 's': no digest",
                "host:/a | character 6, '/': a port has 1 to 5 digits",
                "host:x/a | character 6, 'x': a port has 1 to 5 digits",
                "host:99999/a | character 6, '9': a port is 1 to 65535",
                "host:0/a | character 6, '0': a port is 1 to 65535",
                ".host/a | character 1, '.': a registry is a host name",
                "host..com/a | character 5, '.': no character of a registry",
                "[::1/a | character 1, '[': a registry is a host name",
                "https://host/a | character 7, '/': a port has 1 to 5 digits",
            })
    void whatIsMalformedIsRefusedWithPositionAndReason(String text, String problem) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(text)
                .hasMessageContaining(problem);
    }

    @Test
    void lengthsAreLimited() throws ImageException {
        String name = "h.io/" + "a".repeat(250);
        assertThat(Reference.parse(name).repository()).hasSize(250);
        assertThatThrownBy(() -> Reference.parse(name + "a")).hasMessageContaining("more than 255 characters");
        String tag = "a:" + "t".repeat(128);
        assertThat(Reference.parse(tag).tag().orElseThrow()).hasSize(128);
        assertThatThrownBy(() -> Reference.parse(tag + "t")).hasMessageContaining("more than 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", HEX_IDENTIFIER})
    void neitherNothingNorAnIdentifierIsAName(String text) {
        assertThatThrownBy(() -> Reference.parse(text)).isInstanceOf(ImageException.class);
    }

    @Property
    void whatIsWrittenIsReadAsTheSame(@ForAll("names") String text) throws ImageException {
        Reference reference = Reference.parse(text);

        assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
        assertThat(Reference.parse(reference.familiar())).isEqualTo(reference);
    }

    @Property
    void anyTextIsEitherANameOrRefusedByImageException(@ForAll("texts") String text) {
        try {
            assertThat(Reference.parse(text).toString()).matches("[\\x21-\\x7e]+");
        } catch (ImageException e) {
            assertThat(e.problem()).isNotEmpty();
        }
    }

    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.strings().withChars("aB0.:/@-_[]").ofMaxLength(20));
    }

    @Provide
    static Arbitrary<String> names() {
        Arbitrary<String> registries = Arbitraries.of(
                "", "docker.io/", "index.docker.io/", "localhost/", "h:1/", "a-b.c:65535/", "[::1]:5000/", "H/");
        Arbitrary<String> words = Arbitraries.of("library", "localhost", "a", "a.b", "a__b", "x--y", "0", "web");
        Arbitrary<String> paths = words.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
        Arbitrary<String> tags = Arbitraries.of("", ":latest", ":1.0", ":_x", ":5000");
        Arbitrary<String> digests = Arbitraries.of("", "@sha256:" + HEX, "@sha512:" + HEX + HEX);
        return Combinators.combine(registries, paths, tags, digests).as((r, p, t, d) -> r + p + t + d);
    }
}
