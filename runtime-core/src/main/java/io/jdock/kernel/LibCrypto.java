package io.jdock.kernel;

/** The hash function of OpenSSL 3 (SHA256_Init(3)), where the system has it; most have. */
final class LibCrypto {
    /** At least that of {@code SHA256_CTX}, which is 112 bytes. */
    static final int CONTEXT_SIZE = 256;

    /** Whether the functions below can be called. */
    static final boolean PRESENT = Jna.bindIfPresent(LibCrypto.class, "libcrypto.so.3", "libcrypto");

    private LibCrypto() {}

    /** These return 1. */
    static native int SHA256_Init(long context);

    static native int SHA256_Update(long context, long bytes, long length);

    static native int SHA256_Final(long digest, long context);
}
