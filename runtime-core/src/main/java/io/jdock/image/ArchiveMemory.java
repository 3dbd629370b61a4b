package io.jdock.image;

import io.jdock.json.JsonException;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import io.jdock.kernel.FileStatus;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Which archives were written where, so that what is in one need not be written again. A file is known by what the kernel says of it, as to
 * git's index: whoever changes it changes its status, if only the time of that, which nobody can set. Each note is a file of the store; a
 * lost one costs time only.
 */
final class ArchiveMemory {
    /**
     * What is in a file need not be on the disk yet, and may be something else after a power cut, with the same status; so what was written
     * before the last start of the machine is not known any more (random(4), boot_id).
     */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path directory;

    ArchiveMemory(LocalStore store) {
        this.directory = store.archives();
    }

    /**
     * How many parts a file begins with, which is unchanged since they were written.
     *
     * @param file of another name possibly
     * @param parts that are wanted, in their order
     * @return 0 if nothing is known of it
     */
    int known(Path name, FileStatus file, List<ArchivePart> parts) throws IOException {
        try {
            JsonValue note = JsonReader.read(Files.readAllBytes(note(name)));
            List<String> sums = note.at("parts").texts();
            if (!note.at("status").text().equals(text(file))) {
                return 0;
            }
            int same = 0;
            while (same < Math.min(sums.size(), parts.size())
                    && sums.get(same).equals(parts.get(same).sum().toString())) {
                same++;
            }
            return same;
        } catch (NoSuchFileException | JsonException e) {
            return 0;
        }
    }

    /** Keeps in mind what a file consists of. */
    void keep(Path name, FileStatus file, List<ArchivePart> parts) throws IOException {
        Files.createDirectories(directory);
        JsonObject note = new JsonObject()
                .put("file", name.toString())
                .put("status", text(file))
                .putList("parts", parts, part -> part.sum().toString());
        Path fresh = Files.createTempFile(directory, "new-", ".json");
        try {
            Files.write(fresh, JsonWriter.compact(note));
            Files.move(fresh, note(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String text(FileStatus file) throws IOException {
        return String.join(
                " ",
                Files.readString(BOOT).strip(),
                file.device().major() + ":" + file.device().minor(),
                Long.toString(file.inode()),
                Long.toString(file.size()),
                file.modified().toString(),
                file.changed().toString());
    }

    private Path note(Path name) {
        String key =
                Digest.sha256(name.toString().getBytes(StandardCharsets.UTF_8)).encoded();
        return directory.resolve(key + ".json");
    }
}
