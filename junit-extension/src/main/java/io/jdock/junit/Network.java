package io.jdock.junit;

import java.util.UUID;

/**
 * A network that services of one class are on together: it is there while one of them runs. Services that start apart, such as
 * those of a static and of another field, or one with {@code withReuse}, are not on the same one.
 */
public final class Network {
    private final String name;

    private Network(String name) {
        this.name = name;
    }

    /** One that no other is the same as. */
    public static Network newNetwork() {
        return new Network("n" + UUID.randomUUID());
    }

    String name() {
        return name;
    }
}
