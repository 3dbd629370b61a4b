package io.jdock.program;

/**
 * A 64-bit variable of a program, zero at the start. Two slots are the same only if they are the same object; the name
 * is for explanations. As memory is copied by {@code clone}, a child sees the values of its parent at that moment.
 */
public final class Slot {
    private final String name;

    public Slot(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
