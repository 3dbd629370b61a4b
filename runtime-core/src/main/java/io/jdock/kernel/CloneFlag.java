package io.jdock.kernel;

/** Flags of clone(2), unshare(2) and setns(2). */
public enum CloneFlag implements Flag {
    CLONE_VM(0x100),
    CLONE_FS(0x200),
    CLONE_FILES(0x400),
    CLONE_PIDFD(0x1000),
    CLONE_VFORK(0x4000),
    CLONE_PARENT(0x8000),
    CLONE_CHILD_CLEARTID(0x200000),
    CLONE_NEWTIME(0x80),
    CLONE_NEWNS(0x20000),
    CLONE_NEWCGROUP(0x02000000),
    CLONE_NEWUTS(0x04000000),
    CLONE_NEWIPC(0x08000000),
    CLONE_NEWUSER(0x10000000),
    CLONE_NEWPID(0x20000000),
    CLONE_NEWNET(0x40000000);

    private final long value;

    CloneFlag(long value) {
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
