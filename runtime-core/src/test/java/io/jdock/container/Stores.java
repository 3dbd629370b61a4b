package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.image.LocalStore;
import java.io.IOException;
import java.time.Duration;

/** Stores of tests. */
public final class Stores {
    private Stores() {}

    /** Removes all images: without root, what of their files belongs to subordinate users does not go with the store's directory. */
    public static void empty(HostFacts host, LocalStore store) throws IOException {
        for (String name : store.tags().keySet()) {
            store.untag(name);
        }
        Images.prune(host, store, Duration.ZERO);
    }
}
