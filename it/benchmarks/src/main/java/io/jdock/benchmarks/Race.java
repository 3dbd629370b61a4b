package io.jdock.benchmarks;

import io.jdock.benchmarks.Contender.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Starts contenders in turn, with a pause before each. Each round has another order: nobody shall always come after the
 * same one.
 */
final class Race {
    /**
     * A pause before each start, in milliseconds: what a contender leaves to the kernel's workers (the teardown of a network
     * namespace above all, cleanup_net in net/core/net_namespace.c) shall not fall into the time of the next one.
     */
    private static final long PAUSE_MILLISECONDS = 25;

    private final List<Contender> contenders;
    private final Map<Contender, Lane> lanes = new LinkedHashMap<>();

    /**
     * @param contenders in the order of the results
     * @param rounds at least 1
     */
    Race(List<Contender> contenders, int rounds) {
        this.contenders = List.copyOf(contenders);
        contenders.forEach(contender -> lanes.put(contender, new Lane(rounds)));
    }

    /**
     * What was measured of one contender.
     *
     * @param time nanoseconds from start to exit
     * @param cpu nanoseconds of CPU time
     */
    record Result(String name, Samples time, Samples cpu) {}

    private static final class Lane {
        private final long[] times;
        private final long[] cpu;

        private Lane(int rounds) {
            times = new long[rounds];
            cpu = new long[rounds];
        }
    }

    /** Runs all rounds, after some that are not counted. */
    List<Result> run() throws IOException, InterruptedException {
        try (CpuClock clock = new CpuClock()) {
            for (Contender contender : contenders) {
                for (int i = 0; i < contender.warmUp(); i++) {
                    contender.start();
                }
            }
            int rounds = lanes.values().iterator().next().times.length;
            List<Contender> order = new ArrayList<>(contenders);
            Random random = new Random(1);
            for (int i = 0; i < rounds; i++) {
                Collections.shuffle(order, random);
                for (Contender contender : order) {
                    measure(contender, lanes.get(contender), i, clock);
                }
            }
        }
        return lanes.entrySet().stream()
                .map(entry -> new Result(
                        entry.getKey().name(), new Samples(entry.getValue().times), new Samples(entry.getValue().cpu)))
                .toList();
    }

    private static void measure(Contender contender, Lane lane, int round, CpuClock clock)
            throws IOException, InterruptedException {
        try (Trial trial = contender.prepare()) {
            Thread.sleep(PAUSE_MILLISECONDS);
            long cpu = clock.nanoTime();
            long start = System.nanoTime();
            int status = trial.run();
            lane.times[round] = System.nanoTime() - start;
            lane.cpu[round] = clock.nanoTime() - cpu;
            contender.check(status);
        }
    }
}
