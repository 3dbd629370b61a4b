package io.jdock.network;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was refused in one network, by destination. Safe for use by several threads. */
public final class Refusals {
    /** Destinations that are known; who tries more is not heard any more. */
    static final int MOST = 100;

    private final Map<Refusal, Count> counts = new LinkedHashMap<>(); // guarded by this

    private static final class Count {
        private final Instant first;
        private long times;

        Count(Instant first) {
            this.first = first;
        }
    }

    /**
     * All attempts at one destination.
     *
     * @param times packets, of which TCP sends one for each attempt
     * @param first when the first one was refused
     */
    public record Total(Refusal refusal, long times, Instant first) {}

    /** Whether it is the first one for its destination, and known from now on. */
    synchronized boolean add(Refusal refusal, Instant now) {
        Count known = counts.get(refusal);
        boolean fresh = known == null && counts.size() < MOST;
        if (fresh) {
            known = new Count(now);
            counts.put(refusal, known);
        }
        if (known != null) {
            known.times++;
        }
        return fresh;
    }

    /** In the order of their first attempts. */
    public synchronized List<Total> all() {
        return counts.entrySet().stream()
                .map(entry -> new Total(entry.getKey(), entry.getValue().times, entry.getValue().first))
                .toList();
    }
}
