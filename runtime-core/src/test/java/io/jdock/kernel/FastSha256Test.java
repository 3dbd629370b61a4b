package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FastSha256Test {
    private static final HexFormat HEX = HexFormat.of();

    @BeforeEach
    void needsTheLibrary() {
        assumeTrue(LibCrypto.PRESENT, "needs OpenSSL 3 (libcrypto.so.3)");
    }

    /** FIPS 180-2, appendix B. */
    @Test
    void givesTheDigestsOfTheStandard() {
        MessageDigest hash = FastSha256.make(1 << 20).orElseThrow();

        assertThat(HEX.formatHex(hash.digest("abc".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(HEX.formatHex(hash.digest()))
                .as("of nothing, after another")
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void givesTheSameAsTheJdkHoweverTheBytesCome() throws NoSuchAlgorithmException {
        byte[] content = new byte[300_000];
        Random random = new Random(1);
        random.nextBytes(content);
        MessageDigest hash = FastSha256.make(1 << 20).orElseThrow();
        hash.update(content, 7, 70_000); // which is forgotten
        hash.reset();
        int done = 0;
        while (done < content.length) {
            int count = Math.min(content.length - done, random.nextInt(100_000));
            hash.update(content, done, count);
            done += count;
            if (done < content.length) {
                hash.update(content[done++]);
            }
        }

        assertThat(hash.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
