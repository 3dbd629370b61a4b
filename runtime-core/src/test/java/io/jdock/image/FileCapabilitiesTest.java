package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FileCapabilitiesTest {
    /** What {@code setcap cap_setuid=ep} writes: a value that is no text. */
    static final byte[] SETUID = HexFormat.of().parseHex("0100000280000000000000000000000000000000");

    @Test
    void theyHoldInTheContainersUserNamespaceOnly() {
        assertThat(FileCapabilities.of(SETUID, 0x80000).map(HexFormat.of()::formatHex))
                .contains("010000038000000000000000000000000000000000000800");
    }

    @Test
    void whoseNamespaceAnImageMeansDoesNotMatter() {
        byte[] ofAnother = HexFormat.of().parseHex("0100000380000000000000000000000000000000e8030000");

        assertThat(FileCapabilities.of(ofAnother, 0x80000))
                .contains(FileCapabilities.of(SETUID, 0x80000).orElseThrow());
    }

    @Test
    void whatIsNoneIsNotTaken() {
        assertThat(FileCapabilities.of(new byte[0], 1)).isEmpty();
        assertThat(FileCapabilities.of(HexFormat.of().parseHex("010000018000000000000000"), 1))
                .isEmpty(); // revision 1
        assertThat(FileCapabilities.of(new byte[20], 1)).isEmpty();
        assertThat(FileCapabilities.of(new byte[24], 1)).isEmpty();
    }
}
