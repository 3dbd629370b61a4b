package io.jdock.program;

import java.util.Arrays;

/**
 * A map from objects to numbers without boxing, as it is asked several times for each instruction. Keys are compared by
 * {@code equals}: strings by value; data, slots and labels, which do not override it, by identity.
 */
final class Numbering {
    /** What {@link #putIfAbsent} returns for a new key. */
    static final int ABSENT = Integer.MIN_VALUE;

    private Object[] keys = new Object[256];
    private int[] numbers = new int[256];
    private int size;

    /**
     * Gives a number to a key that has none yet.
     *
     * @return the number that the key had before, or {@link #ABSENT}
     */
    int putIfAbsent(Object key, int number) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int index = find(key);
        if (keys[index] != null) {
            return numbers[index];
        }
        size++;
        keys[index] = key;
        numbers[index] = number;
        return ABSENT;
    }

    /** Where the key is, or the empty place where it belongs. */
    private int find(Object key) {
        int mask = keys.length - 1;
        int hash = key.hashCode() * 0x9E3779B9; // spreads similar strings
        int index = (hash >>> 8) & mask;
        while (keys[index] != null && !keys[index].equals(key)) {
            index = (index + 1) & mask;
        }
        return index;
    }

    private void grow() {
        Object[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new Object[oldKeys.length * 4];
        numbers = Arrays.copyOf(numbers, keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null) {
                int index = find(oldKeys[i]);
                keys[index] = oldKeys[i];
                numbers[index] = oldNumbers[i];
            }
        }
    }
}
