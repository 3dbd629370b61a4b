package io.jdock.kernel;

import com.sun.jna.Native;

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

    /** Whether the functions below can be called. */
    static final boolean PRESENT = bind();

    private Igzip() {}

    private static boolean bind() {
        NativeCode.load(); // JNA, which looks for other libraries where that one is
        try {
            Native.register(Igzip.class, "libisal.so.2"); // by the name that stands for this layout
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    static native void isal_inflate_init(long state);

    static native void isal_inflate_reset(long state);

    /** Returns less than 0 if the input is damaged. */
    static native int isal_inflate(long state);
}
