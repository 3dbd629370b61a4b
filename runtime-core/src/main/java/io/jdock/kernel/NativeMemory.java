package io.jdock.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** A piece of memory outside the heap, zeroed, for the structures that system calls take. Not bounds-checked. */
final class NativeMemory implements AutoCloseable {
    private final Pointer pointer;
    private final long address;

    NativeMemory(long size) {
        this(new Pointer(allocate(size)));
        pointer.clear(size);
    }

    /** Takes what was allocated, as it is. */
    private NativeMemory(Pointer pointer) {
        this.pointer = pointer;
        this.address = Pointer.nativeValue(pointer);
    }

    private static long allocate(long size) {
        long address = Native.malloc(Math.max(size, 1));
        if (address == 0) {
            throw new OutOfMemoryError("malloc of " + size + " bytes");
        }
        return address;
    }

    /** A copy of a string in UTF-8, closed by a zero byte. */
    static NativeMemory of(String string) {
        byte[] bytes = bytes(string);
        NativeMemory memory = new NativeMemory(new Pointer(allocate(bytes.length + 1L)));
        memory.set(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, 0);
        return memory;
    }

    static NativeMemory of(byte[] bytes) {
        NativeMemory memory = new NativeMemory(new Pointer(allocate(bytes.length)));
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
        return pointer.getShort(offset);
    }

    int getInt(long offset) {
        return pointer.getInt(offset);
    }

    long getLong(long offset) {
        return pointer.getLong(offset);
    }

    void get(long offset, byte[] to, int from, int length) {
        pointer.read(offset, to, from, length);
    }

    void setByte(long offset, int value) {
        pointer.setByte(offset, (byte) value);
    }

    void setShort(long offset, int value) {
        pointer.setShort(offset, (short) value);
    }

    void setInt(long offset, int value) {
        pointer.setInt(offset, value);
    }

    void setLong(long offset, long value) {
        pointer.setLong(offset, value);
    }

    void set(long offset, byte[] bytes, int from, int length) {
        pointer.write(offset, bytes, from, length);
    }

    @Override
    public void close() {
        Native.free(address);
    }
}
