package io.jdock.benchmarks;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The command line.
 *
 * @param rounds how often each contender is started in turn, at least 1
 * @param parts what is measured
 * @param ratios the file that ratios are written to
 * @param maven the command for the cold start
 * @param project the directory of the project that is started cold
 */
record Options(int rounds, Set<Part> parts, Path ratios, Optional<Path> maven, Optional<Path> project) {
    private static final int DEFAULT_ROUNDS = 300;

    /** What can be measured. */
    enum Part {
        START,
        PARALLEL,
        MEMORY,
        JVM,
        COLD;

        static Part named(String name) {
            for (Part part : values()) {
                if (part.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return part;
                }
            }
            throw new IllegalArgumentException("--only: there is no part " + name
                    + "; there are start, parallel, memory," + " jvm and cold, separated by commas");
        }
    }

    /**
     * Reads options, each of which has a value.
     *
     * @throws IllegalArgumentException if an option is unknown or has no meaning; the message begins with its name
     */
    static Options parse(List<String> arguments) {
        int rounds = DEFAULT_ROUNDS;
        Set<Part> parts = EnumSet.allOf(Part.class);
        Optional<Path> ratios = Optional.empty();
        Optional<Path> maven = Optional.empty();
        Optional<Path> project = Optional.empty();
        for (Iterator<String> words = arguments.iterator(); words.hasNext(); ) {
            String option = words.next();
            if (!words.hasNext()) {
                throw new IllegalArgumentException(option + ": a value is missing");
            }
            String value = words.next();
            switch (option) {
                case "--rounds" -> rounds = rounds(value);
                case "--only" -> parts = parts(value);
                case "--ratios" -> ratios = Optional.of(Path.of(value));
                case "--maven" -> maven = Optional.of(Path.of(value));
                case "--project" -> project = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException(option + ": no such option");
            }
        }
        return new Options(
                rounds,
                parts,
                ratios.orElseThrow(() -> new IllegalArgumentException("--ratios: is missing")),
                maven,
                project);
    }

    private static int rounds(String value) {
        try {
            int rounds = Integer.parseInt(value);
            if (rounds >= 1) {
                return rounds;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--rounds: a number from 1 on, not " + value);
    }

    private static Set<Part> parts(String value) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (String name : value.split(",", -1)) {
            parts.add(Part.named(name));
        }
        return parts;
    }
}
