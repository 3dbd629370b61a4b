package io.jdock.kernel;

/** Flags of open(2) and openat2(2). */
public enum OpenFlag implements Flag {
    O_RDONLY(0),
    O_WRONLY(1),
    O_RDWR(2),
    O_CREAT(0x40),
    O_EXCL(0x80),
    O_NOCTTY(0x100),
    O_TRUNC(0x200),
    O_APPEND(0x400),
    O_NONBLOCK(0x800),
    O_DIRECTORY(0x10000, 0x4000),
    O_NOFOLLOW(0x20000, 0x8000),
    O_CLOEXEC(0x80000),
    O_PATH(0x200000);

    private final long x86;
    private final long arm;

    OpenFlag(long value) {
        this(value, value);
    }

    OpenFlag(long x86, long arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    @Override
    public long value(Architecture architecture) {
        return architecture == Architecture.X86_64 ? x86 : arm;
    }
}
