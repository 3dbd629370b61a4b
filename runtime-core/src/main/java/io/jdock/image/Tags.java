package io.jdock.image;

import io.jdock.json.JsonException;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import io.jdock.kernel.FileLock;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of a store's images, in a file that several processes replace. It is understood again when it says something else than the
 * last time, which may be that of another process, for which there is a note. Safe for use by several threads.
 */
final class Tags {
    /** Of the note; no other begins so. */
    static final String NOTE = "tags";

    private final Path file;
    private final Path lockFile;
    private final NoteFiles notes;
    private volatile @Nullable Understood last;

    /** The content of the file, and what it means. */
    private static final class Understood {
        private final byte[] content;
        private final Map<String, ContentDescriptor> tags;

        private Understood(byte[] content, Map<String, ContentDescriptor> tags) {
            this.content = content;
            this.tags = Collections.unmodifiableMap(tags);
        }
    }

    Tags(Path file, Path lockFile, NoteFiles notes) {
        this.file = file;
        this.lockFile = lockFile;
        this.notes = notes;
    }

    interface Change {
        void apply(Map<String, ContentDescriptor> tags);
    }

    /** Every name and its image, sorted by name; not to be changed. */
    Map<String, ContentDescriptor> all() throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        Understood now = last;
        if (now == null || !Arrays.equals(now.content, content)) {
            now = understand(content);
            last = now;
        }
        return now.tags;
    }

    private Understood understand(byte[] content) throws ImageException {
        Optional<byte[]> note = notes.read(NOTE);
        Map<String, ContentDescriptor> noted = note.isPresent() ? noted(note.get(), content) : null;
        return new Understood(content, noted != null ? noted : read(content));
    }

    private Map<String, ContentDescriptor> read(byte[] content) throws ImageException {
        Map<String, ContentDescriptor> tags;
        try {
            tags = new TreeMap<>(JsonReader.read(content).map(Tags::tag));
        } catch (JsonException e) {
            throw new ImageException(
                    file.toString(), String.valueOf(e.getMessage()), "remove the file and pull again", e);
        }
        byte[] note = note(content, tags);
        if (tags.equals(noted(note, content))) {
            notes.write(NOTE, note);
        }
        return tags;
    }

    static byte[] note(byte[] content, Map<String, ContentDescriptor> tags) {
        NoteOutput out = new NoteOutput();
        out.block(content).count(tags.size());
        tags.forEach((name, image) -> ImageNotes.put(out.text(name), image));
        return out.note();
    }

    /** What a note says of this content; null if that is nothing. */
    static @Nullable Map<String, ContentDescriptor> noted(byte[] note, byte[] content) {
        Optional<NoteInput> in = NoteInput.of(note);
        try {
            return in.isPresent() && Arrays.equals(in.get().block(), content) ? tags(in.get()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Map<String, ContentDescriptor> tags(NoteInput in) {
        Map<String, ContentDescriptor> tags = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            tags.put(in.text(), ImageNotes.descriptor(in));
        }
        return in.isAtEnd() ? tags : null;
    }

    /** Changes the names, with nobody else doing so. */
    void change(Change change) throws IOException {
        try (FileLock lock = FileLock.exclusive(lockFile.toString())) {
            Map<String, ContentDescriptor> tags = new TreeMap<>(all());
            change.apply(tags);
            JsonObject stored = new JsonObject();
            tags.forEach((name, image) -> stored.put(name, json(image)));
            LocalStore.replace(file, JsonWriter.readable(stored));
            all(); // for the note
        }
    }

    /** Not by jackson-databind, which takes a new JVM longer than all else that a start does. */
    private static ContentDescriptor tag(JsonValue json) {
        JsonValue digest = json.at("digest");
        return new ContentDescriptor(
                json.at("mediaType").text(),
                Digest.parse(digest.text()).orElseThrow(() -> digest.refuse("a digest")),
                json.at("size").int64(),
                List.of(),
                Map.of(),
                null,
                json.at("platform").orNull(Tags::platform),
                null);
    }

    private static Platform platform(JsonValue json) {
        return new Platform(
                json.at("architecture").text(),
                json.at("os").text(),
                json.at("osVersion").textOrNull(),
                json.at("osFeatures").texts(),
                json.at("variant").textOrNull());
    }

    private static JsonObject json(ContentDescriptor image) {
        return new JsonObject()
                .put("mediaType", image.mediaType())
                .put("digest", image.digest().toString())
                .put("size", image.size())
                .putObject("platform", image.platform(), Tags::json);
    }

    private static JsonObject json(Platform platform) {
        return new JsonObject()
                .put("architecture", platform.architecture())
                .put("os", platform.os())
                .putIfPresent("osVersion", platform.osVersion())
                .putIfPresent("osFeatures", platform.osFeatures())
                .putIfPresent("variant", platform.variant());
    }
}
