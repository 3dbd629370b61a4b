package io.jdock.kernel;

/** Flags of the calls that take a directory descriptor. */
public enum AtFlag implements Flag {
    AT_SYMLINK_NOFOLLOW(0x100),
    AT_REMOVEDIR(0x200),
    AT_SYMLINK_FOLLOW(0x400),
    AT_NO_AUTOMOUNT(0x800),
    AT_EMPTY_PATH(0x1000),
    AT_RECURSIVE(0x8000);

    private final long value;

    AtFlag(long value) {
        this.value = value;
    }

    /** The bits, the same on every architecture. */
    public long value() {
        return value;
    }

    @Override
    public long value(Architecture architecture) {
        return value;
    }
}
