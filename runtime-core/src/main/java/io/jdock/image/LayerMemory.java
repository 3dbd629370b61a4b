package io.jdock.image;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import org.jspecify.annotations.Nullable;

/** Which layers of a store were made of what, so that none is packed twice. Each note is a file; a lost one costs time only. */
final class LayerMemory {
    private final LocalStore store;
    private final Path directory;
    private final JsonMapper json = JsonMapper.builder().build();

    private record Note(
            @Nullable String digest,
            long size,
            @Nullable String diffId,
            @Nullable List<String> remarks) {}

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
        Note note;
        try {
            note = json.readValue(Files.readAllBytes(file(inputs)), Note.class);
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
        Optional<Digest> digest = Optional.ofNullable(note.digest()).flatMap(Digest::parse);
        Optional<Digest> diffId = Optional.ofNullable(note.diffId()).flatMap(Digest::parse);
        if (digest.isEmpty() || diffId.isEmpty() || !store.has(digest.get())) {
            return Optional.empty();
        }
        ContentDescriptor packed = ContentDescriptor.of(MediaTypes.IMAGE_LAYER_GZIP, digest.get(), note.size());
        List<String> remarks = note.remarks() == null ? List.of() : List.copyOf(note.remarks());
        return Optional.of(new Found(new WrittenLayer(packed, diffId.get()), remarks));
    }

    void keep(Digest inputs, WrittenLayer layer, List<String> remarks) throws IOException {
        Files.createDirectories(directory);
        ContentDescriptor packed = layer.packed();
        Note note = new Note(
                packed.digest().toString(), packed.size(), layer.diffId().toString(), remarks);
        Path fresh = Files.createTempFile(directory, "new-", ".json");
        try {
            Files.write(fresh, json.writeValueAsBytes(note));
            Files.move(fresh, file(inputs), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path file(Digest inputs) {
        return directory.resolve(inputs.encoded() + ".json");
    }
}
