package io.jdock.kernel;

/** How openat2(2) resolves a path. */
public enum ResolveFlag implements Flag {
    RESOLVE_NO_XDEV(0x01),
    RESOLVE_NO_MAGICLINKS(0x02),
    RESOLVE_NO_SYMLINKS(0x04),
    RESOLVE_BENEATH(0x08),
    RESOLVE_IN_ROOT(0x10);

    private final long value;

    ResolveFlag(long value) {
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
