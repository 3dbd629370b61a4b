package io.jdock.container;

import java.nio.file.Path;
import java.util.List;

/** What the container sees as {@code /}. */
public sealed interface RootFileSystem {

    /**
     * The host's own system: its programs and libraries, read-only, and a few harmless files of /etc, under a root in
     * memory. Nothing is downloaded, and nothing of the user's files is there unless it is mounted.
     */
    record Host() implements RootFileSystem {}

    /**
     * A directory that holds a root file system, such as one unpacked from an image.
     *
     * @param path absolute, or relative to the JVM's working directory
     */
    record Directory(Path path, Access access) implements RootFileSystem {}

    /**
     * Directories over each other, such as the layers of an image; the container sees its own changes above them, and they
     * go away with it.
     *
     * @param directories absolute, from the lowest to the topmost, at least one
     * @param ownersKept whether, without root, the files belong to subordinate users as the image says, and to the caller where it
     *     says root; otherwise all are the caller's, whoever that is in the container
     */
    record Layers(List<Path> directories, boolean ownersKept) implements RootFileSystem {
        public Layers {
            directories = List.copyOf(directories);
            if (directories.isEmpty()) {
                throw new IllegalArgumentException("root: a file system has at least one layer");
            }
        }

        /** Whose files are all one user's. */
        public Layers(List<Path> directories) {
            this(directories, false);
        }
    }

    /**
     * Directories over each other, and a further one that takes what the container changes, as overlays have it (overlayfs.rst,
     * "Upper and Lower", "whiteouts and opaque directories"): a whiteout is a character device 0:0, a directory that hides what is
     * below it has the attribute {@code user.overlay.opaque}.
     *
     * @param below what the changes are made to
     * @param changes absolute, the container's root can write to it; on a file system that takes an overlay's changes
     * @param work absolute, empty, on the same file system and likewise; for the kernel
     */
    record Kept(Layers below, Path changes, Path work) implements RootFileSystem {}

    /**
     * A directory that is the container's own, such as a copy of layers: its files belong to the container's users already.
     *
     * @param path absolute
     */
    record Copy(Path path) implements RootFileSystem {}

    /** How a directory serves as root. */
    enum Access {
        /** The container writes to the directory itself. */
        WRITABLE,
        /** The container cannot write to the root. */
        READ_ONLY,
        /** The container sees its own changes, and they go away with it. */
        THROW_AWAY
    }
}
