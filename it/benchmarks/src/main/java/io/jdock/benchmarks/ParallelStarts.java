package io.jdock.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that start containers at once. */
final class ParallelStarts {
    static final int THREADS = 8;
    static final int CONTAINERS = 200;

    private ParallelStarts() {}

    /**
     * Measures contenders in turn.
     *
     * @param rounds at least 1
     * @return for each contender's name the nanoseconds in which all containers started and ended
     */
    static Map<String, Samples> run(List<Contender> contenders, int rounds) throws IOException, InterruptedException {
        Map<String, long[]> times = new LinkedHashMap<>();
        contenders.forEach(contender -> times.put(contender.name(), new long[rounds]));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Contender> order = new ArrayList<>(contenders);
            for (int round = 0; round < rounds; round++) {
                for (Contender contender : order) {
                    times.get(contender.name())[round] = run(contender, threads);
                }
                Collections.reverse(order);
            }
        } finally {
            threads.shutdown();
        }
        Map<String, Samples> samples = new LinkedHashMap<>();
        times.forEach((name, values) -> samples.put(name, new Samples(values)));
        return samples;
    }

    private static long run(Contender contender, ExecutorService threads) throws IOException, InterruptedException {
        List<Future<?>> starts = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < CONTAINERS; i++) {
            starts.add(threads.submit(() -> {
                contender.start();
                return null;
            }));
        }
        for (Future<?> each : starts) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IOException(contender.name() + " failed", e.getCause());
            }
        }
        return System.nanoTime() - start;
    }
}
