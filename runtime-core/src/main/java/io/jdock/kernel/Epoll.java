package io.jdock.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Waits for many descriptors, by epoll(7): unlike with {@link Poll}, to wait again costs nothing for those that have nothing
 * to tell. Safe for use by several threads, of which one waits.
 */
public final class Epoll implements AutoCloseable {
    private static final long EPOLL_CLOEXEC = OpenFlag.O_CLOEXEC.value(Kernel.ARCHITECTURE);
    private static final long EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLOUT = 0x4;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int EPOLLET = 1 << 31;

    private static final int AT_ONCE = 64;
    private static final long WITHOUT_LIMIT = -1;

    /** struct epoll_event: packed on x86-64, so that it is the same for 32 bits (uapi/linux/eventpoll.h). */
    private static final int KEY = Kernel.ARCHITECTURE == Architecture.X86_64 ? 4 : 8;

    private static final int SIZE = KEY + 8;

    private final Descriptor descriptor;

    private Epoll(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    public static Epoll open() throws KernelException {
        return new Epoll(Descriptor.owning((int) Kernel.call(Syscall.EPOLL_CREATE1, "", EPOLL_CLOEXEC)));
    }

    /**
     * Adds a descriptor, which is told once: when it can be read, has an error, or nobody at the other end. When it is closed
     * it is forgotten.
     *
     * @param key by which it is told
     */
    public void addOnce(Descriptor watched, long key) throws KernelException {
        add(watched, key, EPOLLIN | EPOLLONESHOT);
    }

    /**
     * Adds a descriptor, which is told each time it changes: when more can be read or written than before, at an error or the
     * other end's closing, and once at the beginning if it is ready for anything. Whoever is told has to go on until the
     * descriptor would block. When it is closed it is forgotten.
     *
     * @param key by which it is told
     */
    public void addChanges(Descriptor watched, long key) throws KernelException {
        add(watched, key, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    }

    private void add(Descriptor watched, long key, int events) throws KernelException {
        int borrowed = watched.borrow("epoll_ctl");
        try (NativeMemory event = new NativeMemory(SIZE)) {
            event.setInt(0, events);
            event.setLong(KEY, key);
            descriptor.call(Syscall.EPOLL_CTL, EPOLL_CTL_ADD, borrowed, event.address(), 0);
        } finally {
            watched.giveBack();
        }
    }

    /** Waits without limit; returns the keys of one or more descriptors that have something to tell. */
    public List<Long> await() throws KernelException {
        return await(WITHOUT_LIMIT);
    }

    /** The keys of descriptors that have something to tell now; none, perhaps. */
    public List<Long> look() throws KernelException {
        return await(0);
    }

    private List<Long> await(long milliseconds) throws KernelException {
        try (NativeMemory events = new NativeMemory((long) AT_ONCE * SIZE)) {
            long count = descriptor.call(Syscall.EPOLL_PWAIT, events.address(), AT_ONCE, milliseconds, 0);
            List<Long> keys = new ArrayList<>((int) count);
            for (int i = 0; i < count; i++) {
                keys.add(events.getLong((long) i * SIZE + KEY));
            }
            return keys;
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
