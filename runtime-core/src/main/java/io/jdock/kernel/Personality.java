package io.jdock.kernel;

/**
 * Execution domains and their variations, personality(2). The values are those of the kernel's {@code
 * include/uapi/linux/personality.h}.
 */
public enum Personality implements Flag {
    /** What every 64-bit process has. */
    PER_LINUX(0x0000),
    /** uname(2) tells a 32-bit machine. */
    PER_LINUX32(0x0008),
    /** uname(2) tells a release that begins with 2.6. */
    UNAME26(0x0020000),
    /** No random placement of stack, heap and libraries; debuggers set it. */
    ADDR_NO_RANDOMIZE(0x0040000),
    /** Readable memory is executable too. */
    READ_IMPLIES_EXEC(0x0400000),
    /** Only asks for the current one. */
    QUERY(0xffff_ffffL);

    private final long value;

    Personality(long value) {
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
