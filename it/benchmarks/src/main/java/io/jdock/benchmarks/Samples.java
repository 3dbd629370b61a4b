package io.jdock.benchmarks;

import java.util.Arrays;

/** Numbers that were measured, in order of size. At least one. */
final class Samples {
    private final long[] sorted;

    Samples(long[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    long median() {
        return quantile(50);
    }

    long least() {
        return sorted[0];
    }

    /**
     * The value that so many of a hundred do not exceed, by nearest rank.
     *
     * @param percent 1 to 100
     */
    long quantile(int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }
}
