package io.jdock.kernel;

/** Attributes of a mount for mount_setattr(2) and fsmount(2). */
public enum MountAttribute implements Flag {
    MOUNT_ATTR_RDONLY(0x1),
    MOUNT_ATTR_NOSUID(0x2),
    MOUNT_ATTR_NODEV(0x4),
    MOUNT_ATTR_NOEXEC(0x8),
    MOUNT_ATTR__ATIME(0x70),
    MOUNT_ATTR_NOATIME(0x10),
    MOUNT_ATTR_STRICTATIME(0x20),
    MOUNT_ATTR_NODIRATIME(0x80),
    MOUNT_ATTR_IDMAP(0x100000),
    MOUNT_ATTR_NOSYMFOLLOW(0x200000);

    private final long value;

    MountAttribute(long value) {
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
