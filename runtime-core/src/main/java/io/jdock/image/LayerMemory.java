package io.jdock.image;

import io.jdock.json.JsonException;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Which layers of a store were made of what, so that none is packed twice. Each note is a file; a lost one costs time only. */
final class LayerMemory {
    private final LocalStore store;
    private final Path directory;

    /**
     * A layer that was found again.
     *
     * @param remarks as they were given to {@link #keep}
     */
    record Found(WrittenLayer layer, List<String> remarks) {}

    LayerMemory(LocalStore store) {
        this.store = store;
        this.directory = store.root().resolve("written");
    }

    /** The layer that was made of this, if the store still has it. */
    Optional<Found> find(Digest inputs) throws IOException {
        try {
            JsonValue note = JsonReader.read(Files.readAllBytes(file(inputs)));
            Digest digest = digest(note.at("digest"));
            ContentDescriptor packed = ContentDescriptor.of(
                    MediaTypes.IMAGE_LAYER_GZIP, digest, note.at("size").int64());
            WrittenLayer layer = new WrittenLayer(packed, digest(note.at("diffId")));
            return store.has(digest)
                    ? Optional.of(new Found(layer, note.at("remarks").texts()))
                    : Optional.empty();
        } catch (NoSuchFileException | JsonException e) {
            return Optional.empty();
        }
    }

    private static Digest digest(JsonValue json) {
        return Digest.parse(json.text()).orElseThrow(() -> json.refuse("a digest"));
    }

    void keep(Digest inputs, WrittenLayer layer, List<String> remarks) throws IOException {
        Files.createDirectories(directory);
        ContentDescriptor packed = layer.packed();
        JsonObject note = new JsonObject()
                .put("digest", packed.digest().toString())
                .put("size", packed.size())
                .put("diffId", layer.diffId().toString())
                .put("remarks", remarks);
        Path fresh = Files.createTempFile(directory, "new-", ".json");
        try {
            Files.write(fresh, JsonWriter.compact(note));
            Files.move(fresh, file(inputs), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path file(Digest inputs) {
        return directory.resolve(inputs.encoded() + ".json");
    }
}
