package io.jdock.kernel;

import java.nio.ByteBuffer;

/** Functions of the C library and of the JNI that JNA calls by itself, for when {@link LibC} is bound without it. */
final class Stubs {
    private Stubs() {}

    static native long malloc(long size);

    static native void free(long address);

    static native long memset(long address, int value, long size);

    static native ByteBuffer newDirectByteBuffer(long address, long capacity);

    static native long getDirectBufferAddress(ByteBuffer buffer);
}
