package io.jdock.image;

import io.jdock.json.JsonObject;
import io.jdock.kernel.FileStatus;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which archives were written where, so that what is in one need not be written again. A file is known by what the kernel says of it, as to
 * git's index: whoever changes it changes its status, if only the time of that, which nobody can set. See {@link Notes}.
 */
final class ArchiveMemory {
    /**
     * What is in a file need not be on the disk yet, and may be something else after a power cut, with the same status; so what was written
     * before the last start of the machine is not known any more (random(4), boot_id).
     */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Notes notes;

    ArchiveMemory(LocalStore store) {
        this.notes = new Notes(store.archives());
    }

    /**
     * How many parts a file begins with, which is unchanged since they were written.
     *
     * @param file of another name possibly
     * @param parts that are wanted, in their order
     * @return 0 if nothing is known of it
     */
    int known(Path name, FileStatus file, List<ArchivePart> parts) throws IOException {
        return notes.find(key(name), note -> {
                    List<String> sums = note.at("parts").texts();
                    return note.at("status").text().equals(text(file))
                            ? Optional.of(same(sums, parts))
                            : Optional.empty();
                })
                .orElse(0);
    }

    /** How many parts have these sums, from the first on. */
    private static int same(List<String> sums, List<ArchivePart> parts) {
        int same = 0;
        while (same < Math.min(sums.size(), parts.size())
                && sums.get(same).equals(parts.get(same).sum().toString())) {
            same++;
        }
        return same;
    }

    /** Keeps in mind what a file consists of. */
    void keep(Path name, FileStatus file, List<ArchivePart> parts) throws IOException {
        notes.keep(
                key(name),
                new JsonObject()
                        .put("file", name.toString())
                        .put("status", text(file))
                        .putList("parts", parts, part -> part.sum().toString()));
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

    private static Digest key(Path name) {
        return Digest.sha256(name.toString().getBytes(StandardCharsets.UTF_8));
    }
}
