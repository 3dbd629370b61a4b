package io.jdock.kernel;

import java.time.Instant;
import java.util.Optional;

/**
 * What the kernel knows about a file, from statx(2). Device and inode together say whether two names are one file.
 *
 * @param kind empty for what is no file, such as a pidfd
 * @param permissions the lowest twelve bits of the mode
 * @param userId 0 to 4,294,967,295
 * @param groupId 0 to 4,294,967,295
 * @param links how many names it has
 * @param size in bytes; what it means depends on the kind
 * @param device of the file system
 * @param represents the device that a device file stands for; 0:0 for others
 * @param modified when its content was changed, or that was said
 * @param changed when anything of it was changed; nobody can set this
 * @param mountRoot whether something is mounted there, of which this is the root (since Linux 5.8)
 */
public record FileStatus(
        Optional<FileKind> kind,
        int permissions,
        long userId,
        long groupId,
        long links,
        long size,
        long inode,
        DeviceNumber device,
        DeviceNumber represents,
        Instant modified,
        Instant changed,
        boolean mountRoot) {

    private static final long AT_SYMLINK_NOFOLLOW = AtFlag.AT_SYMLINK_NOFOLLOW.value();
    private static final long AT_EMPTY_PATH = AtFlag.AT_EMPTY_PATH.value();
    private static final long AT_NO_AUTOMOUNT = AtFlag.AT_NO_AUTOMOUNT.value();

    private static final int OTHERS = 077;

    /** The number of a device. */
    public record DeviceNumber(int major, int minor) {}

    /** The status of an open file, also one opened with O_PATH. */
    public static FileStatus of(Descriptor file) throws KernelException {
        int borrowed = file.borrow("statx");
        try {
            return read(file.toString(), borrowed, "", AT_EMPTY_PATH);
        } finally {
            file.giveBack();
        }
    }

    /** The status of a file; that of the link itself for a symbolic link. */
    public static FileStatus of(String path) throws KernelException {
        return read(path, Kernel.AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
    }

    /**
     * Whether it can be believed to be the work of this user: nobody else, but root, can write it, or read it. That of a link cannot.
     *
     * @param expected what it has to be
     */
    public boolean isOnlyOf(long user, FileKind expected) {
        return kind.equals(Optional.of(expected)) && (permissions & OTHERS) == 0 && userId == user;
    }

    /** The status of an entry of an open directory; that of the link itself for a symbolic link. */
    static FileStatus at(String name, long directory) throws KernelException {
        return read(name, directory, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
    }

    private static FileStatus read(String subject, long directory, String path, long flags) throws KernelException {
        try (NativeMemory name = NativeMemory.of(path);
                NativeMemory status = new NativeMemory(Statx.SIZE)) {
            Kernel.call(
                    Syscall.STATX,
                    subject,
                    directory,
                    name.address(),
                    flags,
                    Statx.STATX_BASIC_STATS,
                    status.address());
            int mode = status.getShort(Statx.MODE) & 0xffff;
            return new FileStatus(
                    FileKind.ofMode(mode),
                    mode & 07777,
                    Integer.toUnsignedLong(status.getInt(Statx.UID)),
                    Integer.toUnsignedLong(status.getInt(Statx.GID)),
                    Integer.toUnsignedLong(status.getInt(Statx.LINKS)),
                    status.getLong(Statx.LENGTH),
                    status.getLong(Statx.INODE),
                    deviceNumber(status, Statx.DEVICE_MAJOR),
                    deviceNumber(status, Statx.RDEV_MAJOR),
                    time(status, Statx.MODIFICATION_SECONDS),
                    time(status, Statx.CHANGE_SECONDS),
                    (status.getLong(Statx.ATTRIBUTES) & Statx.STATX_ATTR_MOUNT_ROOT) != 0);
        }
    }

    /** struct statx_timestamp: seconds in 8 bytes, nanoseconds in 4. */
    private static Instant time(NativeMemory status, int offset) {
        return Instant.ofEpochSecond(status.getLong(offset), status.getInt(offset + 8));
    }

    private static DeviceNumber deviceNumber(NativeMemory status, int offset) {
        return new DeviceNumber(status.getInt(offset), status.getInt(offset + 4));
    }
}
