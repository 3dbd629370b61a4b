package io.jdock.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Packets as the kernel hands them over. */
class RefusalTest {
    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }

    @Test
    void packetsOfBothVersionsAreRead() {
        assertThat(Refusal.of(bytes("46000040 00004000 40060000 0a000264 c6336402 00000000 d4310050")))
                .as("with options")
                .hasValueSatisfying(refusal -> assertThat(refusal).hasToString("tcp to 198.51.100.2:80"));
        assertThat(Refusal.of(bytes("60000000 00281140 fd000000 00000000 00000000 00000100"
                        + " 20010db8 00000000 00000000 00000002 d4310035")))
                .hasValueSatisfying(refusal -> assertThat(refusal).hasToString("udp to [2001:db8:0:0:0:0:0:2]:53"));
        assertThat(Refusal.of(bytes("45000040 00004000 40010000 0a000264 c6336402")))
                .hasValueSatisfying(refusal -> assertThat(refusal).hasToString("protocol 1 to 198.51.100.2"));
    }

    @Property
    void anyBytesAreAPacketOrNone(@ForAll byte[] packet) {
        Refusal.of(packet).ifPresent(refusal -> assertThat(refusal.port()).isBetween(0, 65_535));
    }
}
