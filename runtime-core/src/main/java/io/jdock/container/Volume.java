package io.jdock.container;

import java.nio.file.Path;

/**
 * A file or directory of the host that the container sees.
 *
 * @param source on the host, absolute
 * @param target in the container, absolute
 * @param readOnly whether the container can only read it, and all that is mounted below it
 */
public record Volume(Path source, Path target, boolean readOnly) {
    public Volume {
        requireAbsolute("source", source);
        requireAbsolute("target", target);
    }

    /** The same path inside as outside, read-only. */
    public static Volume readOnly(Path path) {
        return new Volume(path, path, true);
    }

    /** The same path inside as outside, writable. */
    public static Volume writable(Path path) {
        return new Volume(path, path, false);
    }

    private static void requireAbsolute(String what, Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("the " + what + " of a volume must be an absolute path: " + path);
        }
    }
}
