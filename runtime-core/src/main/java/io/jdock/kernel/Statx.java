package io.jdock.kernel;

/** The layout of {@code struct statx}, and what can be asked for (statx(2), linux/stat.h). */
public final class Statx {
    public static final int SIZE = 256;

    // ---- what is asked for
    public static final long STATX_TYPE = 0x1;
    static final long STATX_CTIME = 0x80;
    public static final long STATX_INO = 0x100;
    public static final long STATX_BASIC_STATS = 0x7ff;
    public static final long STATX_MNT_ID = 0x1000;

    /** Of the attributes: something is mounted there. */
    static final long STATX_ATTR_MOUNT_ROOT = 0x2000;

    // ---- where it is found, in bytes from the beginning
    static final int ATTRIBUTES = 8;
    static final int LINKS = 16;
    public static final int UID = 20;
    public static final int GID = 24;
    public static final int MODE = 28;
    public static final int INODE = 32;
    static final int LENGTH = 40;
    public static final int ACCESS_SECONDS = 64;
    static final int CHANGE_SECONDS = 96;
    static final int CHANGE_NANOSECONDS = 104;
    public static final int MODIFICATION_SECONDS = 112;
    public static final int RDEV_MAJOR = 128;
    public static final int RDEV_MINOR = 132;
    static final int DEVICE_MAJOR = 136;
    public static final int MOUNT_ID = 144;

    private Statx() {}
}
