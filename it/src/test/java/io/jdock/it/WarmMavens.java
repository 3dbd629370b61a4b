package io.jdock.it;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The Mavens that wait for further builds of this JVM's tests: a few, those that were asked last. */
final class WarmMavens {
    /** A test wants one, and maybe another one by another caller or with other variables. */
    private static final int MOST = 2;

    private record Entry(Object kind, WarmMaven maven) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    /** Starts a Maven. */
    interface Start {
        WarmMaven start() throws IOException;
    }

    /**
     * One of a kind, which is started if none waits.
     *
     * @param kind equal for Mavens that can stand in for each other
     */
    synchronized WarmMaven of(Object kind, Start start) throws IOException {
        entries.removeIf(entry -> !entry.maven().isAlive());
        Optional<Entry> waiting =
                entries.stream().filter(entry -> entry.kind().equals(kind)).findFirst();
        waiting.ifPresent(entries::remove);
        Entry found = waiting.isPresent() ? waiting.get() : new Entry(kind, start.start());
        entries.addFirst(found);
        if (entries.size() > MOST) {
            entries.removeLast().maven().close();
        }
        return found.maven();
    }
}
