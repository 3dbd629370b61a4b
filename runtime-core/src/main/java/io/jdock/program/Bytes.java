package io.jdock.program;

import java.util.Arrays;

/** A growing array of bytes, written least significant byte first as both architectures want it. */
final class Bytes {
    private byte[] array;
    private int size;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** Appends zeros. */
    void skip(int count) {
        ensure(count);
        size += count;
    }

    /** Appends zeros up to a multiple of a power of two. */
    void align(int multiple) {
        skip(-size & (multiple - 1));
    }

    void put1(int value) {
        ensure(1);
        array[size++] = (byte) value;
    }

    void put2(int first, int second) {
        ensure(2);
        array[size++] = (byte) first;
        array[size++] = (byte) second;
    }

    void put3(int first, int second, int third) {
        ensure(3);
        array[size++] = (byte) first;
        array[size++] = (byte) second;
        array[size++] = (byte) third;
    }

    void putInt(int value) {
        ensure(4);
        array[size] = (byte) value;
        array[size + 1] = (byte) (value >> 8);
        array[size + 2] = (byte) (value >> 16);
        array[size + 3] = (byte) (value >> 24);
        size += 4;
    }

    void putLong(long value) {
        putInt((int) value);
        putInt((int) (value >>> 32));
    }

    void put(byte[] bytes, int length) {
        ensure(length);
        System.arraycopy(bytes, 0, array, size, length);
        size += length;
    }

    int getInt(int at) {
        return (array[at] & 0xff)
                | ((array[at + 1] & 0xff) << 8)
                | ((array[at + 2] & 0xff) << 16)
                | (array[at + 3] << 24);
    }

    void setByte(int at, int value) {
        array[at] = (byte) value;
    }

    void setInt(int at, int value) {
        array[at] = (byte) value;
        array[at + 1] = (byte) (value >> 8);
        array[at + 2] = (byte) (value >> 16);
        array[at + 3] = (byte) (value >> 24);
    }

    /** Writes the lowest {@code width} bytes of a value. */
    void set(int at, int width, long value) {
        for (int i = 0; i < width; i++) {
            array[at + i] = (byte) (value >> (8 * i));
        }
    }

    void set(int at, byte[] bytes) {
        System.arraycopy(bytes, 0, array, at, bytes.length);
    }

    /** The first bytes of all that was written; not a copy. */
    byte[] array() {
        return array;
    }

    private void ensure(int more) {
        if (array.length - size < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        long doubled = Math.min(2L * array.length, Integer.MAX_VALUE - 8); // the longest array that a JVM makes
        array = Arrays.copyOf(array, Math.toIntExact(Math.max((long) size + more, doubled)));
    }
}
