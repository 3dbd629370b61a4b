package io.jdock.container;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * An empty directory in memory, which goes away with the container.
 *
 * @param target in the container, absolute
 * @param size in bytes, at least 1; empty for the kernel's default, half of the machine's memory
 * @param mode permissions, 0 to 07777
 */
public record Tmpfs(Path target, OptionalLong size, int mode) {
    public Tmpfs {
        if (!target.isAbsolute()) {
            throw new IllegalArgumentException("the target of a tmpfs must be an absolute path: " + target);
        }
        if (size.isPresent() && size.getAsLong() < 1) {
            throw new IllegalArgumentException("the size of a tmpfs must be at least 1 byte: " + size.getAsLong());
        }
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException(
                    "the mode of a tmpfs must be 0 to 07777: " + Integer.toOctalString(mode));
        }
    }

    /** With the kernel's default size and room for everybody, like /tmp. */
    public static Tmpfs at(Path target) {
        return new Tmpfs(target, OptionalLong.empty(), 01777);
    }
}
