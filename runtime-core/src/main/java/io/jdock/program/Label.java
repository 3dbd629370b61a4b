package io.jdock.program;

/** A place in a program that can be jumped to. Two labels are the same only if they are the same object. */
public final class Label {
    private final String name;

    public Label(String name) {
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
