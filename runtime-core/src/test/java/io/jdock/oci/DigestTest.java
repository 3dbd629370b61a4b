package io.jdock.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    @Test
    void contentHasADigest() {
        // RFC 6234 gives no vector of "{}"; image-spec's empty descriptor does.
        assertThat(Digest.sha256("{}".getBytes(UTF_8)))
                .hasToString("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b",
                "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8",
                "sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564",
            })
    void textsThatAreDigests(String text) {
        assertThat(Digest.parse(text))
                .hasValueSatisfying(digest -> assertThat(digest).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256",
                ":",
                "sha256:",
                ":abc",
                "sha256:abc",
                "sha256:6C3C624B58DBBCD3C0DD82B4C53F04194D1247C6EEBDAAB7C610CF7D66709B3B",
                "sha512:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b",
                "..:abc",
                "x:../y",
                "x:a/b",
                "x.:a",
                "x:a:b",
            })
    void textsThatAreNone(String text) {
        assertThat(Digest.parse(text)).isEmpty();
    }

    /** The grammar as the specification writes it, and what the registered algorithms give besides. */
    @Property
    void theGrammarIsTheSpecifications(@ForAll("nearDigests") String text) {
        boolean expected = text.matches("[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+")
                && text.length() <= 255
                && (!text.matches("(sha256|blake3):.*") || text.matches(".*:[a-f0-9]{64}"))
                && (!text.startsWith("sha512:") || text.matches("sha512:[a-f0-9]{128}"));

        assertThat(Digest.parse(text).map(Digest::toString)).isEqualTo(expected ? Optional.of(text) : Optional.empty());
    }

    @Provide
    Arbitrary<String> nearDigests() {
        Arbitrary<String> algorithm = Arbitraries.oneOf(
                Arbitraries.of("sha256", "sha512", "blake3"),
                Arbitraries.strings().withChars("az09+._-A:/").ofMaxLength(6));
        Arbitrary<String> encoded = Arbitraries.oneOf(
                Arbitraries.strings().withChars("af09").ofLength(64),
                Arbitraries.strings().withChars("af09").ofLength(128),
                Arbitraries.strings().withChars("af09g").ofLength(64),
                Arbitraries.strings().withChars("azAZ09=_-:/\u00e9").ofMaxLength(260));
        return Combinators.combine(algorithm, Arbitraries.of(":", ":", ":", ""), encoded)
                .as((name, colon, result) -> name + colon + result);
    }

    @Test
    void partsThatMakeNoDigestAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("x", "../y"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("x:y", "z"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("x", "a".repeat(300)));
    }
}
