package io.jdock.kernel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * SHA-256 by OpenSSL, which takes the processor's own instructions from the first byte on. The JDK takes them once C2 has compiled it, and
 * in a JVM without C2 never: there it needs ten times as long. Not worth the loading of the library for some kilobytes.
 */
public final class FastSha256 extends MessageDigest {
    private static final int LENGTH = 32;
    private static final int BUFFER = 1 << 16;

    /** Of the collector's, as are those of the JDK: nobody closes a digest. */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(LibCrypto.CONTEXT_SIZE + BUFFER);

    private final long context = LibC.address(memory);
    private final long buffer = context + LibCrypto.CONTEXT_SIZE;

    private FastSha256() {
        super("SHA-256");
        engineReset();
    }

    /** A function that has seen nothing yet; empty where the system has no OpenSSL 3 ({@code libcrypto.so.3}). */
    public static Optional<MessageDigest> make() {
        return LibCrypto.PRESENT ? Optional.of(new FastSha256()) : Optional.empty();
    }

    @Override
    protected int engineGetDigestLength() {
        return LENGTH;
    }

    @Override
    protected void engineReset() {
        LibCrypto.SHA256_Init(context);
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, BUFFER);
            memory.put(LibCrypto.CONTEXT_SIZE, input, offset + done, count);
            LibCrypto.SHA256_Update(context, buffer, count);
            done += count;
        }
    }

    @Override
    protected byte[] engineDigest() {
        LibCrypto.SHA256_Final(buffer, context);
        byte[] digest = new byte[LENGTH];
        memory.get(LibCrypto.CONTEXT_SIZE, digest);
        engineReset();
        return digest;
    }
}
