package io.jdock.image;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Collects what of a layer could not be kept, and says it at the end in a few sentences. */
final class LayerNotes {
    private final Consumer<String> sink;
    private final LayerIds ids;
    private final Set<String> attributes = new TreeSet<>();
    private final Set<String> devices = new TreeSet<>();
    private long owners;

    LayerNotes(Consumer<String> sink, LayerIds ids) {
        this.sink = sink;
        this.ids = ids;
    }

    void owner() {
        owners++;
    }

    void attribute(String name) {
        attributes.add(name);
    }

    void device(String path) {
        devices.add(path);
    }

    void tell() {
        if (owners > 0) {
            sink.accept(owners
                    + (ids instanceof LayerIds.Caller
                            ? " files belong to other users than root in the image; here they are the application's"
                            : " files belong to users that the container does not have; they are nobody's there"));
        }
        if (!devices.isEmpty()) {
            sink.accept("devices were left out, which containers could not open: " + String.join(", ", devices));
        }
        if (!attributes.isEmpty()) {
            sink.accept("extended attributes were left out: " + String.join(", ", attributes));
        }
    }
}
