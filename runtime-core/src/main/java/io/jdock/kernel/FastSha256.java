package io.jdock.kernel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * SHA-256 by OpenSSL, which takes the processor's own instructions from the first byte on. The JDK takes them once C2 has compiled it, and
 * in a JVM without C2 never: there it needs ten times as long. And the first one of a JVM takes 45 ms to be made there, 7 ms here.
 */
public final class FastSha256 extends MessageDigest {
    private static final int LENGTH = 32;
    private static final int MOST_AT_ONCE = 1 << 16;
    private static final int LEAST_AT_ONCE = 1 << 10;

    /** In bytes; for less, to load JNA would take longer than what it saves. */
    private static final long WORTH_JNA = 1 << 20;

    private final int atOnce;

    /** Of the collector's, as are those of the JDK: nobody closes a digest. */
    private final ByteBuffer memory;

    private final long context;
    private final long buffer;

    private FastSha256(int atOnce) {
        super("SHA-256");
        this.atOnce = atOnce;
        this.memory = ByteBuffer.allocateDirect(LibCrypto.CONTEXT_SIZE + atOnce);
        this.context = LibC.address(memory);
        this.buffer = context + LibCrypto.CONTEXT_SIZE;
        engineReset();
    }

    /**
     * A function that has seen nothing yet; empty where the system has no OpenSSL 3 ({@code libcrypto.so.3}), or it is not worth it.
     *
     * @param size in bytes of what it will see, about
     */
    public static Optional<MessageDigest> make(long size) {
        if ((size < WORTH_JNA && LibC.isByJna()) || !LibCrypto.PRESENT) {
            return Optional.empty();
        }
        return Optional.of(new FastSha256((int) Math.max(LEAST_AT_ONCE, Math.min(size, MOST_AT_ONCE))));
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
            int count = Math.min(length - done, atOnce);
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
