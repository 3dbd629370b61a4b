package io.jdock.image;

import io.jdock.json.JsonException;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import io.jdock.kernel.Errno;
import io.jdock.kernel.FileLock;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of a store's images, in a file that several processes replace. It is read again when it is another one than the last
 * time. Safe for use by several threads.
 */
final class Tags {
    /**
     * A file that was replaced just before it was read may be replaced once more without looking different: the clock of file
     * systems ticks slowly, and inodes are used again. No file system's clock takes longer for a tick.
     */
    private static final Duration TICK = Duration.ofSeconds(2);

    private final Path file;
    private final Path lockFile;
    private final InstantSource clock;
    private volatile @Nullable Seen last;

    private record Seen(FileStatus file, Map<String, ContentDescriptor> tags) {}

    Tags(Path file, Path lockFile, InstantSource clock) {
        this.file = file;
        this.lockFile = lockFile;
        this.clock = clock;
    }

    interface Change {
        void apply(Map<String, ContentDescriptor> tags);
    }

    /** Every name and its image, sorted by name; not to be changed. */
    Map<String, ContentDescriptor> all() throws IOException {
        FileStatus now;
        try {
            now = FileStatus.of(file.toString());
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT)) {
                return Map.of();
            }
            throw e;
        }
        Seen before = last;
        if (before != null && before.file().equals(now)) {
            return before.tags();
        }
        Map<String, ContentDescriptor> tags = Collections.unmodifiableMap(read());
        last = now.changed().isBefore(clock.instant().minus(TICK)) ? new Seen(now, tags) : null;
        return tags;
    }

    private Map<String, ContentDescriptor> read() throws IOException {
        try {
            return new TreeMap<>(JsonReader.read(Files.readAllBytes(file)).map(Tags::tag));
        } catch (JsonException e) {
            throw new ImageException(
                    file.toString(), String.valueOf(e.getMessage()), "remove the file and pull again", e);
        }
    }

    /** Changes the names, with nobody else doing so. */
    void change(Change change) throws IOException {
        try (FileLock lock = FileLock.exclusive(lockFile.toString())) {
            Map<String, ContentDescriptor> tags = new TreeMap<>(all());
            change.apply(tags);
            JsonObject stored = new JsonObject();
            tags.forEach((name, image) -> stored.put(name, json(image)));
            LocalStore.replace(file, JsonWriter.readable(stored));
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
