package io.jdock.kernel;

import java.time.Instant;
import java.util.Optional;

/**
 * Makes and changes what lies directly in an open directory, each by a single name: no path is resolved, so no symbolic link
 * can lead anywhere else. The directory may have been opened with O_PATH.
 */
public final class DirectoryEntries {
    private static final int S_IFIFO = 0010000;
    private static final int S_IFCHR = 0020000;
    private static final int TIMESPEC_SIZE = 16;

    private final Descriptor directory;

    /**
     * @param directory stays the caller's, who closes it after the last use of this object
     */
    public DirectoryEntries(Descriptor directory) {
        this.directory = directory;
    }

    private interface Call {
        long make(int directory, long name) throws KernelException;
    }

    /** Makes the call with a name that is one. */
    private void with(String name, Syscall syscall, Call call) throws KernelException {
        requireSingle(name);
        int borrowed = directory.borrow(syscall);
        try (NativeMemory memory = NativeMemory.of(name)) {
            call.make(borrowed, memory.address());
        } finally {
            directory.giveBack();
        }
    }

    private static void requireSingle(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + name + "' is not the name of an entry of a directory");
        }
    }

    /** Makes a directory; of its permissions the umask takes some away. */
    public void makeDirectory(String name, int permissions) throws KernelException {
        with(name, Syscall.MKDIRAT, (at, path) -> Kernel.call(Syscall.MKDIRAT, name, at, path, permissions));
    }

    /** Makes a file, which must not exist, and opens it for writing. Nobody else may open it yet: its mode is 0600. */
    public Descriptor makeFile(String name) throws KernelException {
        requireSingle(name);
        int borrowed = directory.borrow(Syscall.OPENAT);
        try (NativeMemory memory = NativeMemory.of(name)) {
            long flags = Kernel.bits(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_EXCL, OpenFlag.O_CLOEXEC);
            return Descriptor.owning((int) Kernel.call(Syscall.OPENAT, name, borrowed, memory.address(), flags, 0600));
        } finally {
            directory.giveBack();
        }
    }

    /** Opens a directory for reading; a symbolic link is refused. */
    public Descriptor openDirectory(String name) throws KernelException {
        requireSingle(name);
        int borrowed = directory.borrow(Syscall.OPENAT);
        try (NativeMemory memory = NativeMemory.of(name)) {
            long flags = Kernel.bits(OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW, OpenFlag.O_CLOEXEC);
            return Descriptor.owning((int) Kernel.call(Syscall.OPENAT, name, borrowed, memory.address(), flags));
        } finally {
            directory.giveBack();
        }
    }

    /** Makes a symbolic link. */
    public void makeSymbolicLink(String name, String target) throws KernelException {
        with(name, Syscall.SYMLINKAT, (at, path) -> {
            try (NativeMemory to = NativeMemory.of(target)) {
                return Kernel.call(Syscall.SYMLINKAT, name, to.address(), at, path);
            }
        });
    }

    /** Gives an existing file, or a symbolic link itself, a second name here. */
    public void makeHardLink(String name, DirectoryEntries from, String existing) throws KernelException {
        requireSingle(name);
        int here = directory.borrow(Syscall.LINKAT);
        try (NativeMemory path = NativeMemory.of(name)) {
            from.with(
                    existing,
                    Syscall.LINKAT,
                    (at, old) -> Kernel.call(Syscall.LINKAT, name, at, old, here, path.address(), 0));
        } finally {
            directory.giveBack();
        }
    }

    /** Makes a named pipe. */
    public void makeFifo(String name) throws KernelException {
        with(name, Syscall.MKNODAT, (at, path) -> Kernel.call(Syscall.MKNODAT, name, at, path, S_IFIFO | 0600, 0));
    }

    /**
     * Makes what hides an entry of this name in the layers below of an overlay: a character device 0:0, which takes no right
     * since Linux 5.8 (mknod(2)).
     */
    public void makeWhiteout(String name) throws KernelException {
        with(name, Syscall.MKNODAT, (at, path) -> Kernel.call(Syscall.MKNODAT, name, at, path, S_IFCHR, 0));
    }

    /**
     * Removes an entry.
     *
     * @param kind what it is; a directory must be empty
     */
    public void remove(String name, FileKind kind) throws KernelException {
        long flags = kind == FileKind.DIRECTORY ? AtFlag.AT_REMOVEDIR.value() : 0;
        with(name, Syscall.UNLINKAT, (at, path) -> Kernel.call(Syscall.UNLINKAT, name, at, path, flags));
    }

    /** Changes the owner, of a symbolic link itself. That takes set-user-id bits and file capabilities away. */
    public void setOwner(String name, long user, long group) throws KernelException {
        long flags = AtFlag.AT_SYMLINK_NOFOLLOW.value();
        with(name, Syscall.FCHOWNAT, (at, path) -> Kernel.call(Syscall.FCHOWNAT, name, at, path, user, group, flags));
    }

    /** Changes the permissions, of what a symbolic link leads to: the caller makes sure that it is none. */
    public void setPermissions(String name, int permissions) throws KernelException {
        with(name, Syscall.FCHMODAT, (at, path) -> Kernel.call(Syscall.FCHMODAT, name, at, path, permissions));
    }

    /** Changes the time of access and of change of content, of a symbolic link itself. */
    public void setTime(String name, Instant time) throws KernelException {
        long flags = AtFlag.AT_SYMLINK_NOFOLLOW.value();
        with(name, Syscall.UTIMENSAT, (at, path) -> {
            try (NativeMemory times = new NativeMemory(2 * TIMESPEC_SIZE)) {
                for (int offset = 0; offset < 2 * TIMESPEC_SIZE; offset += TIMESPEC_SIZE) {
                    times.setLong(offset, time.getEpochSecond());
                    times.setLong(offset + 8, time.getNano());
                }
                return Kernel.call(Syscall.UTIMENSAT, name, at, path, times.address(), flags);
            }
        });
    }

    /** What an entry is; empty if there is none. */
    public Optional<FileStatus> status(String name) throws KernelException {
        requireSingle(name);
        int borrowed = directory.borrow(Syscall.STATX);
        try {
            return Optional.of(FileStatus.at(name, borrowed));
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            directory.giveBack();
        }
    }
}
