package io.jdock.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Waits for many descriptors, by epoll(7): unlike with {@link Poll}, to wait again costs nothing for those that have nothing
 * to tell. Safe for use by several threads, of which one waits; it, or nobody any more, is there when this is closed.
 */
public final class Epoll implements AutoCloseable {
    private static final long EPOLL_CLOEXEC = OpenFlag.O_CLOEXEC.value(Kernel.ARCHITECTURE);
    private static final long EPOLL_CTL_ADD = 1;
    private static final long EPOLL_CTL_DEL = 2;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLOUT = 0x4;
    private static final int EPOLLERR = 0x8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int EPOLLET = 1 << 31;

    private static final int AT_ONCE = 64;
    private static final long WITHOUT_LIMIT = -1;

    /** struct epoll_event: packed on x86-64, so that it is the same for 32 bits (uapi/linux/eventpoll.h). */
    private static final int KEY = Kernel.ARCHITECTURE == Architecture.X86_64 ? 4 : 8;

    private static final int SIZE = KEY + 8;

    private final Descriptor descriptor;
    private final NativeMemory events = new NativeMemory((long) AT_ONCE * SIZE); // for the thread that waits

    /**
     * A descriptor that has something to tell.
     *
     * @param key by which it was added
     * @param readable whether there may be something to be read: bytes, an end or an error
     * @param ends whether that is an end or an error, perhaps behind bytes that are still to be read
     */
    public record Change(long key, boolean readable, boolean ends) {}

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
     * descriptor would block, or, as long as no end was told, until fewer bytes come than were asked for (epoll(7), "Questions and
     * answers"). When it is closed it is forgotten.
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

    /** Forgets a descriptor that was added. What it had to tell may be told still, if that is being read already. */
    public void remove(Descriptor watched) throws KernelException {
        int borrowed = watched.borrow("epoll_ctl");
        try {
            descriptor.call(Syscall.EPOLL_CTL, EPOLL_CTL_DEL, borrowed, 0, 0);
        } finally {
            watched.giveBack();
        }
    }

    /** Waits without limit; returns one or more descriptors that have something to tell. */
    public List<Change> await() throws KernelException {
        return await(WITHOUT_LIMIT);
    }

    /** The descriptors that have something to tell now; none, perhaps. */
    public List<Change> look() throws KernelException {
        return await(0);
    }

    private List<Change> await(long milliseconds) throws KernelException {
        long count = descriptor.call(Syscall.EPOLL_PWAIT, events.address(), AT_ONCE, milliseconds, 0);
        List<Change> changes = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            long event = (long) i * SIZE;
            int told = events.getInt(event);
            boolean ends = (told & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
            changes.add(new Change(events.getLong(event + KEY), ends || (told & EPOLLIN) != 0, ends));
        }
        return changes;
    }

    @Override
    public void close() {
        descriptor.close();
        events.close();
    }
}
