package io.jdock.junit;

import java.util.UUID;

/**
 * A network that services are on together, whenever and for whichever test they start: it is there while one of them runs.
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
