package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Directories;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.FreshFile;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files by which a store saves time when it is opened again, in a directory of their own; a lost one costs time only. They are
 * believed as what is unpacked is, so only those that nobody but the store's owner can have written, and they are for the owner
 * alone. Safe for use by several processes.
 *
 * @param store the store's directory
 * @param name of the directory in it, made with the first file
 */
record NoteFiles(Path store, String name) {
    /** More than any image says, but what is read as a whole has to end somewhere. */
    private static final int MOST = 1 << 20;

    Path directory() {
        return store.resolve(name);
    }

    /** What a file has; empty if it is not there, or cannot be believed. */
    Optional<byte[]> read(String file) {
        try (Descriptor open = Descriptor.open(
                directory() + "/" + file, OpenFlag.O_RDONLY, OpenFlag.O_NOFOLLOW, OpenFlag.O_NONBLOCK)) {
            FileStatus status = FileStatus.of(open);
            return isBelieved(status) ? Optional.of(open.read((int) status.size())) : Optional.empty();
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    private boolean isBelieved(FileStatus status) throws KernelException {
        return status.size() <= MOST && status.isOnlyOf(owner(), FileKind.REGULAR);
    }

    private long owner() throws KernelException {
        try (Descriptor root = Descriptor.open(store.toString(), OpenFlag.O_PATH, OpenFlag.O_DIRECTORY)) {
            return FileStatus.of(root).userId();
        }
    }

    /** Makes a file, in the place of an earlier one, if that can be: the disk may be full, or the store not to be written to. */
    void write(String file, byte[] content) {
        if (content.length > MOST) {
            return;
        }
        try {
            Directories.makeIfMissing(directory().toString(), Directories.OWNER_ONLY);
            replace(directory().resolve(file), content);
        } catch (IOException e) {
            // what is not kept in mind is read again
        }
    }

    /** Gives a file new content, all of it or none, though not for the time after a power cut. Only its owner may read it. */
    static void replace(Path file, byte[] content) throws IOException {
        FreshFile.replace(file, FreshFile.OWNER_ONLY, content);
    }
}
