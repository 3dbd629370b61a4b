package io.jdock.image;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.MediaTypes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Which layers of a store were made of what, so that none is packed twice. See {@link Notes}. */
final class LayerMemory {
    private final LocalStore store;
    private final Notes notes;

    /**
     * A layer that was found again.
     *
     * @param remarks as they were given to {@link #keep}
     */
    record Found(WrittenLayer layer, List<String> remarks) {}

    LayerMemory(LocalStore store) {
        this.store = store;
        this.notes = new Notes(store.root().resolve("written"));
    }

    /** The layer that was made of this, if the store still has it. */
    Optional<Found> find(Digest inputs) throws IOException {
        return notes.find(inputs, note -> {
            Digest digest = digest(note.at("digest"));
            ContentDescriptor packed = ContentDescriptor.of(
                    MediaTypes.IMAGE_LAYER_GZIP, digest, note.at("size").int64());
            WrittenLayer layer = new WrittenLayer(packed, digest(note.at("diffId")));
            return store.has(digest)
                    ? Optional.of(new Found(layer, note.at("remarks").texts()))
                    : Optional.empty();
        });
    }

    private static Digest digest(JsonValue json) {
        return Digest.parse(json.text()).orElseThrow(() -> json.refuse("a digest"));
    }

    void keep(Digest inputs, WrittenLayer layer, List<String> remarks) throws IOException {
        ContentDescriptor packed = layer.packed();
        notes.keep(
                inputs,
                new JsonObject()
                        .put("digest", packed.digest().toString())
                        .put("size", packed.size())
                        .put("diffId", layer.diffId().toString())
                        .put("remarks", remarks));
    }
}
