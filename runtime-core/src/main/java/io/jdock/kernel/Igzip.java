package io.jdock.kernel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Intel's ISA-L, of which it is the part that expands (igzip_lib.h), for both architectures. Found where the system has it; most have it
 * not.
 */
final class Igzip {
    /** {@code struct inflate_state} of libisal.so.2; there is room for what a later one may have behind it. */
    static final int STATE_SIZE = 128 << 10;

    static final int NEXT_OUT = 0;
    static final int AVAIL_OUT = 8;
    static final int NEXT_IN = 16;
    static final int AVAIL_IN = 32;
    static final int BLOCK_STATE = 21_160;
    static final int CRC_FLAG = 21_172;

    /** {@code ISAL_GZIP}: with a header, and a trailer to be checked. */
    static final int GZIP = 1;

    /** {@code ISAL_BLOCK_FINISH}. */
    static final int FINISHED = 5;

    /** Bytes of a gzip member's CRC-32 and length (RFC 1952, 2.3.1). */
    private static final int TRAILER = 8;

    /** "jdock" as a gzip member. */
    private static final String PACKED = "1f8b0800000000000203cb4ac94fce06000cf4df7605000000";

    /** Whether the functions below can be called. The library has this name for as long as it has this layout. */
    static final boolean PRESENT = Jna.bindIfPresent(Igzip.class, "libisal.so.2", "libisal") && hasThatLayout();

    private Igzip() {}

    /** Of another layout, it would expand nothing, or not look at the checksum. */
    private static boolean hasThatLayout() {
        byte[] text = {'j', 'd', 'o', 'c', 'k'};
        byte[] good = HexFormat.of().parseHex(PACKED);
        byte[] bad = good.clone();
        bad[bad.length - TRAILER] ^= 1;
        return expandsTo(good, text) && !expandsTo(bad, text);
    }

    private static boolean expandsTo(byte[] packed, byte[] text) {
        try (FastGunzip gunzip = new FastGunzip(new ByteArrayInputStream(packed))) {
            return Arrays.equals(gunzip.readAllBytes(), text);
        } catch (IOException e) {
            return false;
        }
    }

    static native void isal_inflate_init(long state);

    static native void isal_inflate_reset(long state);

    /** Returns less than 0 if the input is damaged. */
    static native int isal_inflate(long state);
}
