package io.jdock.kernel;

/** Flags of open_tree(2), move_mount(2), fsopen(2), fsmount(2) and fspick(2). */
public enum MountApiFlag implements Flag {
    OPEN_TREE_CLONE(0x1),
    OPEN_TREE_CLOEXEC(0x80000),
    FSOPEN_CLOEXEC(0x1),
    FSMOUNT_CLOEXEC(0x1),
    FSPICK_CLOEXEC(0x1),
    FSPICK_EMPTY_PATH(0x8),
    MOVE_MOUNT_F_EMPTY_PATH(0x4),
    MOVE_MOUNT_T_EMPTY_PATH(0x40),
    MOVE_MOUNT_SET_GROUP(0x100);

    private final long value;

    MountApiFlag(long value) {
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
