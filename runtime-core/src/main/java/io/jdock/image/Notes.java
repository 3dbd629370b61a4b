package io.jdock.image;

import io.jdock.json.JsonException;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a store keeps in mind to save time, a file of JSON for each note; a lost one costs time only. Safe for use by several processes. What
 * each start of a container asks for is in {@link NoteFiles}.
 *
 * @param directory of the files, made with the first
 */
record Notes(Path directory) {
    /** Understands a note, and throws a {@link JsonException} if it is damaged. */
    interface Reading<T> {
        Optional<T> from(JsonValue note) throws IOException;
    }

    /** What a note says; empty if there is none, or none that can be understood. */
    <T> Optional<T> find(Digest key, Reading<T> reading) throws IOException {
        try {
            return reading.from(JsonReader.read(Files.readAllBytes(file(key))));
        } catch (NoSuchFileException | JsonException e) {
            return Optional.empty();
        }
    }

    /** Makes a note, in the place of an earlier one. */
    void keep(Digest key, JsonObject note) throws IOException {
        Files.createDirectories(directory);
        NoteFiles.replace(file(key), JsonWriter.compact(note));
    }

    private Path file(Digest key) {
        return directory.resolve(key.encoded() + ".json");
    }
}
