package io.jdock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** jdock's medians divided by those of others, each beside what is to be reached. */
final class Ratios {
    private final List<String> lines = new ArrayList<>();

    /**
     * Adds a ratio.
     *
     * @param peer one word
     * @param most what it should not exceed
     */
    void add(String peer, Samples ours, Samples theirs, OptionalDouble most) {
        double ratio = ours.median() / (double) theirs.median();
        String line = String.format(Locale.ROOT, "ratio %s %.4f", peer, ratio);
        if (most.isPresent()) {
            line += String.format(
                    Locale.ROOT,
                    " (at most %s: %s)",
                    Double.toString(most.getAsDouble()),
                    ratio <= most.getAsDouble() ? "reached" : "not reached");
        }
        lines.add(line);
    }

    void write(Path file) throws IOException {
        Files.write(file, lines);
    }
}
