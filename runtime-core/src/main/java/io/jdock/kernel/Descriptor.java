package io.jdock.kernel;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that belongs to this object. Safe for use by several threads: the number is given back to the kernel
 * once, after {@link #close} and when no operation uses it any more, so that an operation never meets another file that
 * got the same number. Hence closing does not wake up a thread that is blocked in a read or write on it.
 *
 * <p>Every descriptor made by this package is closed on exec.
 */
public final class Descriptor implements AutoCloseable {
    private static final int CLOSED = 1 << 31;

    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FIRST_AFTER_STANDARD = 3;
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private static final int OPEN_HOW_SIZE = 24; // u64 flags, mode, resolve
    private static final int RESOLVE_ATTEMPTS = 100;

    private final int number;
    private final AtomicInteger uses = new AtomicInteger(); // and CLOSED

    private Descriptor(int number) {
        this.number = number;
    }

    /** Takes an open descriptor into possession. */
    public static Descriptor owning(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("not a descriptor: " + number);
        }
        return new Descriptor(number);
    }

    /**
     * Opens a file by openat(2), with the permissions rw-rw-rw- less the umask if it makes one. O_CLOEXEC is implied.
     *
     * @param path relative to the working directory of the JVM if not absolute
     */
    public static Descriptor open(String path, OpenFlag... flags) throws KernelException {
        return open(path, Kernel.bits(flags), 0666);
    }

    /** Makes a file, to be written to, where nothing is, with these permissions less the umask. */
    static Descriptor create(String path, int permissions) throws KernelException {
        return open(path, Kernel.bits(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_EXCL), permissions);
    }

    private static Descriptor open(String path, long flags, int permissions) throws KernelException {
        try (NativeMemory name = NativeMemory.of(path)) {
            long bits = flags | OpenFlag.O_CLOEXEC.value(Kernel.ARCHITECTURE);
            return owning((int) Kernel.call(Syscall.OPENAT, path, Kernel.AT_FDCWD, name.address(), bits, permissions));
        }
    }

    /**
     * Takes another descriptor of the file that a number of this process stands for, such as 0 for the standard input.
     * The number itself stays open.
     */
    public static Descriptor duplicateOf(int number) throws KernelException {
        return owning((int)
                Kernel.call(Syscall.FCNTL, "descriptor " + number, number, F_DUPFD_CLOEXEC, FIRST_AFTER_STANDARD));
    }

    /**
     * Opens a file by openat2(2), with this directory as the start of relative paths. O_CLOEXEC is implied.
     *
     * @param resolve how the path may go, such as RESOLVE_IN_ROOT for one inside a container
     * @param flags without O_CREAT, which would want a mode
     */
    public Descriptor open(String path, List<ResolveFlag> resolve, OpenFlag... flags) throws KernelException {
        try (NativeMemory name = NativeMemory.of(path);
                NativeMemory how = new NativeMemory(OPEN_HOW_SIZE)) {
            how.setLong(0, Kernel.bits(flags) | OpenFlag.O_CLOEXEC.value(Kernel.ARCHITECTURE));
            how.setLong(16, Flag.union(resolve, Kernel.ARCHITECTURE));
            for (int attempt = 1; ; attempt++) {
                try {
                    return owning((int) callAt(path, name.address(), how.address()));
                } catch (KernelException e) {
                    // ".." raced with a rename somewhere in the system; openat2(2) leaves trying again to the caller
                    if (!e.is(Errno.EAGAIN) || attempt == RESOLVE_ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }

    private long callAt(String path, long name, long how) throws KernelException {
        int borrowed = borrow("openat2");
        try {
            return Kernel.call(Syscall.OPENAT2, path, borrowed, name, how, OPEN_HOW_SIZE);
        } finally {
            giveBack();
        }
    }

    /** The number, which means this file only as long as this object is not closed. */
    public int number() {
        return number;
    }

    /** Whether {@link #close} has not been called. */
    public boolean isOpen() {
        return uses.get() >= 0;
    }

    /** Another descriptor of the same open file. */
    public Descriptor duplicate() throws KernelException {
        return duplicate(FIRST_AFTER_STANDARD);
    }

    /**
     * Another descriptor of the same open file.
     *
     * @param least the smallest number that it may have, for keeping out of the way of fixed numbers
     */
    public Descriptor duplicate(int least) throws KernelException {
        return owning((int) call(Syscall.FCNTL, F_DUPFD_CLOEXEC, least));
    }

    /**
     * Waits until a read would not block: there is data, the end, or an error.
     *
     * @param timeout not negative
     * @return false when the time has passed
     */
    public boolean awaitReadable(Duration timeout) throws KernelException {
        try (Poll poll = new Poll()) {
            poll.add(this, Poll.Interest.READ);
            return poll.await(timeout);
        }
    }

    /**
     * Reads until so many bytes have come, or the end. For a few bytes: a stream would get a buffer first.
     *
     * @param length 0 or more
     * @return fewer only at the end
     */
    public byte[] read(int length) throws KernelException {
        try (NativeMemory memory = new NativeMemory(length)) {
            int count = 0;
            int more;
            do {
                more = count < length ? read(memory.address() + count, length - count) : 0;
                count += more;
            } while (more > 0);
            byte[] bytes = new byte[count];
            memory.get(0, bytes, 0, count);
            return bytes;
        }
    }

    /**
     * Reads what is there, or waits until anything is, or the end.
     *
     * @param most how many bytes, 1 or more
     * @return none only at the end
     */
    public byte[] readSome(int most) throws KernelException {
        try (NativeMemory memory = new NativeMemory(most)) {
            byte[] bytes = new byte[read(memory.address(), most)];
            memory.get(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    /**
     * Writes a whole array at the current position.
     *
     * @throws KernelException also when only a part has been written
     */
    public void write(byte[] bytes) throws KernelException {
        try (NativeMemory memory = NativeMemory.of(bytes)) {
            writeFully(memory.address(), bytes.length);
        }
    }

    /**
     * Writes what another file has from its current position on, at the current position of this one, and moves both on, by
     * sendfile(2): an eighth of the time that reading and writing takes.
     *
     * @param other a regular file
     * @param most bytes, more than 0
     * @return how many, 0 only at the end of the other file
     */
    public long append(Descriptor other, long most) throws KernelException {
        int source = other.borrow(Syscall.SENDFILE);
        try {
            return call(Syscall.SENDFILE, source, 0, most, 0);
        } finally {
            other.giveBack();
        }
    }

    /** Sets the current position of a regular file, from its beginning, by lseek(2). */
    public void seek(long position) throws KernelException {
        call(Syscall.LSEEK, position, Constant.SEEK_SET.value(Kernel.ARCHITECTURE));
    }

    /** Cuts a regular file off, or adds zeros to it, so that it has this many bytes, by ftruncate(2). */
    public void truncate(long size) throws KernelException {
        call(Syscall.FTRUNCATE, size, 0);
    }

    /**
     * Lets the kernel begin to write a range of the file to disk, by sync_file_range(2), so that a later wait for all of it is
     * short. That makes nothing durable, and an error comes up at that wait as well.
     *
     * @param from the first byte, 0 or more
     * @param length in bytes, more than 0
     */
    public void startWriting(long from, long length) {
        try {
            call(Syscall.SYNC_FILE_RANGE, from, length, SYNC_FILE_RANGE_WRITE, 0);
        } catch (KernelException e) {
            // a file system that cannot, or an error that the wait reports
        }
    }

    /** Makes everything that was written to the file system of this file outlast a power cut, by syncfs(2). */
    public void synchronizeFileSystem() throws KernelException {
        call(Syscall.SYNCFS, 0, 0);
    }

    /**
     * Sets the permissions of the open file by fchmod(2).
     *
     * @param permissions 0 to 07777
     */
    public void setPermissions(int permissions) throws KernelException {
        call(Syscall.FCHMOD, permissions, 0);
    }

    /**
     * A stream that reads from this descriptor, unbuffered, and closes it. {@code available} counts what is there to be
     * read from a pipe, socket or terminal.
     */
    public InputStream inputStream() {
        return new DescriptorInputStream(this, false);
    }

    /** A stream that writes to this descriptor, unbuffered, and closes it. */
    public OutputStream outputStream() {
        return new DescriptorOutputStream(this);
    }

    /** Does nothing when closed already. */
    @Override
    public void close() {
        int before;
        do {
            before = uses.get();
            if (before < 0) {
                return;
            }
        } while (!uses.compareAndSet(before, before | CLOSED));
        if (before == 0) {
            release();
        }
    }

    /**
     * Keeps the number valid until {@link #giveBack}, which has to follow.
     *
     * @param call what for, put into words only for the error
     */
    int borrow(Object call) throws KernelException {
        int before;
        do {
            before = uses.get();
            if (before < 0) {
                throw new KernelException(call.toString(), this + ", which is closed", Errno.EBADF.number());
            }
        } while (!uses.compareAndSet(before, before + 1));
        return number;
    }

    void giveBack() {
        if (uses.decrementAndGet() == CLOSED) {
            release();
        }
    }

    /** A system call with this descriptor as its first argument. */
    long call(Syscall syscall, long second, long third) throws KernelException {
        return call(syscall, second, third, 0, 0);
    }

    long call(Syscall syscall, long second, long third, long fourth, long fifth) throws KernelException {
        return call(syscall, second, third, fourth, fifth, 0);
    }

    long call(Syscall syscall, long second, long third, long fourth, long fifth, long sixth) throws KernelException {
        int borrowed = borrow(syscall);
        try {
            return Kernel.call(syscall, this, borrowed, second, third, fourth, fifth, sixth);
        } finally {
            giveBack();
        }
    }

    /** Waits where the descriptor was made non-blocking by someone who shares the open file. */
    int read(long address, int length) throws KernelException {
        return (int) transfer(Syscall.READ, Poll.Interest.READ, address, length);
    }

    void writeFully(long address, long length) throws KernelException {
        long done = 0;
        while (done < length) {
            done += transfer(Syscall.WRITE, Poll.Interest.WRITE, address + done, length - done);
        }
    }

    private long transfer(Syscall syscall, Poll.Interest interest, long address, long length) throws KernelException {
        int borrowed = borrow(syscall);
        try {
            while (true) {
                long result = Kernel.uninterrupted(syscall, borrowed, address, length);
                if (result >= 0) {
                    return result;
                }
                if (result != -Errno.EAGAIN.number()) {
                    throw new KernelException(syscall.label(), toString(), (int) -result);
                }
                try (Poll poll = new Poll()) {
                    poll.add(this, interest);
                    poll.await();
                }
            }
        } finally {
            giveBack();
        }
    }

    /** Errors of close(2) say nothing useful here: Linux frees the number in any case. */
    private void release() {
        Kernel.attempt(Syscall.CLOSE, number);
    }

    @Override
    public String toString() {
        return "descriptor " + number;
    }
}
