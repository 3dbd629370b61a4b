package io.jdock.network;

import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Epoll;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.SocketBuffer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Serves all descriptors of one network on one thread. Members are added before the thread starts, and then by the thread
 * itself; all of them are closed at its end.
 */
final class Loop implements AutoCloseable {
    private static final long STOP = 0;
    private static final int LAST_ROUNDS = 256;
    private static final long STACK_BYTES = 256 * 1024;

    private final Epoll epoll;
    private final Pipe stop;
    private final Thread thread;
    private final SocketBuffer buffer = new SocketBuffer();
    private final Map<Long, Watched> keys = new HashMap<>();
    private final Map<Member, List<Long>> members = new LinkedHashMap<>();
    private final Set<Member> again = new LinkedHashSet<>();
    private long lastKey = STOP;

    /** What is served. */
    interface Member extends AutoCloseable {
        /**
         * One of its descriptors has changed; it is served next.
         *
         * @param change what was told of it
         */
        default void changed(Descriptor descriptor, Epoll.Change change) {}

        /** Its descriptors may have changed without a word of it; it is served next. */
        default void unknown() {}

        /** One of its descriptors has changed, or it asked to be called again. */
        void serve();

        @Override
        void close();
    }

    private record Watched(Member member, Descriptor descriptor) {}

    private Loop(String name, Epoll epoll, Pipe stop) throws KernelException {
        this.epoll = epoll;
        this.stop = stop;
        this.thread = new Thread(null, this::run, name, STACK_BYTES);
        thread.setDaemon(true);
        epoll.addOnce(stop.reader(), STOP);
    }

    static Loop open(String name) throws KernelException {
        Epoll epoll = Epoll.open();
        Pipe stop = null;
        try {
            stop = Pipe.open();
            return new Loop(name, epoll, stop);
        } catch (KernelException e) {
            epoll.close();
            if (stop != null) {
                stop.close();
            }
            throw e;
        }
    }

    /** Serves a member when one of its descriptors changes. */
    void add(Member member, Descriptor... descriptors) throws KernelException {
        List<Long> own = members.computeIfAbsent(member, unknown -> new ArrayList<>());
        for (Descriptor descriptor : descriptors) {
            keys.put(++lastKey, new Watched(member, descriptor));
            own.add(lastKey);
            epoll.addChanges(descriptor, lastKey);
        }
    }

    /** Serves a member once more, after the others. */
    void again(Member member) {
        again.add(member);
    }

    /** Forgets a member, which has closed its descriptors. Others that found no descriptor free may try again. */
    void remove(Member member) {
        members.getOrDefault(member, List.of()).forEach(keys::remove);
        members.remove(member);
        again.remove(member);
        members.keySet().stream().filter(Listener.class::isInstance).forEach(again::add);
    }

    /** For a message that passes while a member is served. */
    SocketBuffer buffer() {
        return buffer;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (turn()) {
                // goes on
            }
        } catch (KernelException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeAll();
        }
    }

    private boolean turn() throws KernelException {
        Set<Member> now = new LinkedHashSet<>(again);
        again.clear();
        for (Epoll.Change change : now.isEmpty() ? epoll.await() : epoll.look()) {
            if (change.key() == STOP) {
                deliverTheRest();
                return false;
            }
            Watched watched = keys.get(change.key());
            if (watched != null) {
                watched.member().changed(watched.descriptor(), change);
                now.add(watched.member());
            }
        }
        now.stream().filter(members::containsKey).toList().forEach(Member::serve);
        return true;
    }

    /** Once the other side has ended, what it had sent before is still under way. */
    private void deliverTheRest() {
        members.keySet().forEach(Member::unknown);
        again.addAll(members.keySet());
        for (int round = 0; round < LAST_ROUNDS && !again.isEmpty(); round++) {
            Set<Member> now = new LinkedHashSet<>(again);
            again.clear();
            now.stream()
                    .filter(member -> members.containsKey(member) && !(member instanceof Listener))
                    .forEach(Member::serve);
        }
    }

    private void closeAll() {
        new ArrayList<>(members.keySet()).forEach(Member::close);
        epoll.close();
        stop.close();
        buffer.close();
    }

    /** Closes all, and returns when that is done. */
    @Override
    public void close() {
        if (thread.getState() == Thread.State.NEW) {
            closeAll();
            return;
        }
        stop.writer().close();
        DaemonThreads.awaitEnd(thread);
    }
}
