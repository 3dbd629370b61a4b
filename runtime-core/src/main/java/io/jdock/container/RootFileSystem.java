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
     */
    record Layers(List<Path> directories) implements RootFileSystem {
        public Layers {
            directories = List.copyOf(directories);
            if (directories.isEmpty()) {
                throw new IllegalArgumentException("root: a file system has at least one layer");
            }
        }
    }

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
