package io.jdock.kernel;

import java.util.Optional;

/** What a file is; see inode(7). */
public enum FileKind {
    FIFO(0x1),
    CHARACTER_DEVICE(0x2),
    DIRECTORY(0x4),
    BLOCK_DEVICE(0x6),
    REGULAR(0x8),
    SYMBOLIC_LINK(0xA),
    SOCKET(0xC);

    private static final FileKind[] ALL = values();

    private final int type;

    FileKind(int type) {
        this.type = type;
    }

    /** The kind in a file's mode; empty for what has none, such as a pidfd or an eventfd. */
    static Optional<FileKind> ofMode(int mode) {
        for (FileKind kind : ALL) {
            if (kind.type == mode >> 12) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
