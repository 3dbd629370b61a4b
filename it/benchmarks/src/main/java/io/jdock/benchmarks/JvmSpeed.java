package io.jdock.benchmarks;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Volume;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** How fast {@link Workload} is inside of a container, compared with outside. */
final class JvmSpeed {
    private final Jdock jdock;
    private final ContainerSpec inside;
    private final List<String> command;

    /**
     * @param spec the isolation
     * @param classes where this class was loaded from
     */
    JvmSpeed(Jdock jdock, ContainerSpec spec, Path classes) {
        Path java = Path.of(System.getProperty("java.home"));
        this.jdock = jdock;
        this.command =
                List.of(java.resolve("bin/java").toString(), "-cp", classes.toString(), Workload.class.getName());
        this.inside = spec.toBuilder()
                .command(command)
                .volume(Volume.readOnly(java))
                .volume(Volume.readOnly(classes))
                .build();
    }

    /**
     * Nanoseconds.
     *
     * @param computing without the kernel
     * @param calling mostly in the kernel
     */
    record Times(Samples computing, Samples calling) {}

    /** What was measured. */
    record Comparison(Times inside, Times outside) {}

    /** Runs the program in turn inside and outside. */
    Comparison run(int rounds) throws IOException, InterruptedException {
        long[][] times = new long[4][rounds];
        for (int i = 0; i < rounds; i++) {
            boolean insideFirst = i % 2 == 0;
            if (insideFirst) {
                put(times, 0, i, jdock.start(inside));
            }
            put(times, 2, i, new ProcessBuilder(command).start());
            if (!insideFirst) {
                put(times, 0, i, jdock.start(inside));
            }
        }
        return new Comparison(
                new Times(new Samples(times[0]), new Samples(times[1])),
                new Times(new Samples(times[2]), new Samples(times[3])));
    }

    private static void put(long[][] times, int first, int round, Process process)
            throws IOException, InterruptedException {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            int status = process.waitFor();
            if (line == null || status != 0) {
                throw new IOException("the program in the JVM ended with exit status " + status);
            }
            String[] words = line.split(" ", -1);
            times[first][round] = Long.parseLong(words[0]);
            times[first + 1][round] = Long.parseLong(words[1]);
        }
    }
}
