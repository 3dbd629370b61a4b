package io.jdock.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A piece of memory outside the heap, zeroed, for the structures that system calls take. Must not be used once it is closed. */
final class NativeMemory implements AutoCloseable {
    private final long address;
    private final ByteBuffer content;

    NativeMemory(long size) {
        this(LibC.malloc(Math.max(size, 1)), size);
        LibC.clear(address, size);
    }

    private NativeMemory(long address, long size) {
        if (address == 0) {
            throw new OutOfMemoryError("malloc of " + size + " bytes");
        }
        this.address = address;
        this.content = LibC.view(address, size);
    }

    private static NativeMemory unset(long size) {
        return new NativeMemory(LibC.malloc(Math.max(size, 1)), size);
    }

    /** A copy of a string in UTF-8, closed by a zero byte. */
    static NativeMemory of(String string) {
        byte[] bytes = bytes(string);
        NativeMemory memory = unset(bytes.length + 1L);
        memory.set(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, 0);
        return memory;
    }

    static NativeMemory of(byte[] bytes) {
        NativeMemory memory = unset(bytes.length);
        memory.set(0, bytes, 0, bytes.length);
        return memory;
    }

    /**
     * A string in UTF-8.
     *
     * @throws IllegalArgumentException if it contains a zero byte, at which the kernel would cut it
     */
    static byte[] bytes(String string) {
        if (string.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a string for the kernel cannot contain a zero byte: " + string.replace("\0", "\\0"));
        }
        return string.getBytes(StandardCharsets.UTF_8);
    }

    long address() {
        return address;
    }

    int getShort(long offset) {
        return content.getShort((int) offset);
    }

    int getInt(long offset) {
        return content.getInt((int) offset);
    }

    long getLong(long offset) {
        return content.getLong((int) offset);
    }

    void get(long offset, byte[] to, int from, int length) {
        content.get((int) offset, to, from, length);
    }

    void setByte(long offset, int value) {
        content.put((int) offset, (byte) value);
    }

    void setShort(long offset, int value) {
        content.putShort((int) offset, (short) value);
    }

    void setInt(long offset, int value) {
        content.putInt((int) offset, value);
    }

    void setLong(long offset, long value) {
        content.putLong((int) offset, value);
    }

    void set(long offset, byte[] bytes, int from, int length) {
        content.put((int) offset, bytes, from, length);
    }

    @Override
    public void close() {
        LibC.free(address);
    }
}
