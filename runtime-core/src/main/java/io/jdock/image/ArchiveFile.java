package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.FileLease;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.FreshFile;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An archive of images on disk. One that was written before and begins with what it shall begin with again is written on from there,
 * since most of an image is mostly as it was, if that saves more than half of it, and
 *
 * <ul>
 *   <li>nobody has changed it since: {@link ArchiveMemory} knows;
 *   <li>nobody else has it open, who would read some of the old and some of the new: the kernel knows, see {@link FileLease}, and lets
 *       those wait who come meanwhile;
 *   <li>it has no other name.
 * </ul>
 *
 * Meanwhile it has not its own name, so that what has that is complete even if this process is killed. Otherwise a new file takes its
 * place when that is complete. Both become the same bytes.
 */
final class ArchiveFile {
    /** The longest that the clock of file systems stands still: jiffies at 100 Hz (time(7)). */
    private static final Duration TICK = Duration.ofMillis(10);

    private final Path file;
    private final ArchiveMemory memory;

    ArchiveFile(LocalStore store, Path file) {
        this.file = file.toAbsolutePath().normalize();
        this.memory = new ArchiveMemory(store);
    }

    /**
     * Gives the file its content, and makes the directories that lead to it.
     *
     * @throws ImageException if the content of a part is not what it shall be; the file is then as it was, or is not there
     */
    void write(List<ArchivePart> parts) throws IOException {
        Files.createDirectories(file.getParent());
        if (!update(parts)) {
            create(parts);
        }
    }

    /** Returns whether the file was written on. */
    private boolean update(List<ArchivePart> parts) throws IOException {
        try (Descriptor out = open()) {
            if (out == null) {
                return false;
            }
            try (FileLease lease = FileLease.take(out).orElse(null)) {
                FileStatus status = FileStatus.of(out);
                if (lease == null || status.links() != 1) {
                    return false;
                }
                int kept = memory.known(file, status, parts);
                return 2 * length(parts.subList(0, kept)) > length(parts) && update(parts, kept, out, lease);
            }
        }
    }

    /** None if there is no file, or one that is not to be written, or somebody else is about to write it. */
    private @Nullable Descriptor open() {
        try {
            // O_NONBLOCK: not to wait for another one's lease
            return Descriptor.open(file.toString(), OpenFlag.O_WRONLY, OpenFlag.O_NONBLOCK, OpenFlag.O_NOFOLLOW);
        } catch (KernelException e) {
            return null;
        }
    }

    private boolean update(List<ArchivePart> parts, int kept, Descriptor out, FileLease lease) throws IOException {
        Path other = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        Files.move(file, other, StandardCopyOption.ATOMIC_MOVE);
        try {
            if (lease.isAwaited()) { // by somebody who found it by its name, and shall have it as it was
                return false;
            }
            long end = length(parts.subList(0, kept));
            out.seek(end);
            append(parts.subList(kept, parts.size()), out);
            out.truncate(length(parts) + LayerArchive.END_LENGTH);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            remember(out, parts);
            return true;
        } finally {
            Files.deleteIfExists(other);
        }
    }

    private void create(List<ArchivePart> parts) throws IOException {
        try (FreshFile fresh = FreshFile.beside(file, FreshFile.USUAL)) {
            append(parts, fresh.file());
            try (FileLease lease = FileLease.take(fresh.file()).orElse(null)) {
                fresh.place();
                if (lease != null) {
                    remember(fresh.file(), parts);
                }
            }
        }
    }

    private static void append(List<ArchivePart> parts, Descriptor file) throws IOException {
        try (FileOutput out = new FileOutput(file)) {
            for (ArchivePart part : parts) {
                LayerArchive.write(part.entry(), out);
            }
            LayerArchive.end(out);
        }
    }

    private static long length(List<ArchivePart> parts) {
        return parts.stream().mapToLong(ArchivePart::length).sum();
    }

    /** Lets it be known what the finished file has. Others shall not have it yet. */
    private void remember(Descriptor finished, List<ArchivePart> parts) throws IOException {
        if (!parts.isEmpty()) {
            FileStatus status = FileStatus.of(finished);
            memory.keep(file, status, parts);
            awaitTick(status.changed());
        }
    }

    /** What others change before the clock goes on looks unchanged, so they get the file only then. */
    private static void awaitTick(Instant changed) throws IOException {
        try {
            Duration left = Duration.between(Instant.now(), changed.plus(TICK));
            if (!left.isNegative()) {
                Thread.sleep(1 + Math.min(left.toMillis(), TICK.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted when an archive was written");
        }
    }
}
