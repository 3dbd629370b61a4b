package io.jdock.benchmarks;

import io.jdock.benchmarks.Options.Part;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Streams;
import io.jdock.oci.RuntimeSpec;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Everything about starting: how long it takes, warm and cold, alone and in parallel, and what is left to bear once it is
 * over: memory, and the speed of what runs inside.
 */
public final class StartBenchmark {
    private static final String PROGRAM = "/bin/true";
    private static final int WARM_UP_STARTS = 500;
    private static final int PARALLEL_ROUNDS = 7;
    private static final int JVM_ROUNDS = 15;
    private static final int COLD_ROUNDS = 9;

    /** What jdock's time divided by the contender's should not exceed. */
    private static final Map<String, Double> TARGETS = Map.of("kernel", 2.0, "bwrap", 0.5, "crun", 0.2, "runc", 0.08);

    private static final double PARALLEL_TARGET = 0.5;
    private static final double JVM_TARGET = 1.01;
    private static final long COLD_TARGET_MILLISECONDS = 150;

    private final Options options;
    private final Jdock jdock;
    private final Path directory;
    private final PrintStream out;
    private final Ratios ratios = new Ratios();

    private StartBenchmark(Options options, Jdock jdock, Path directory, PrintStream out) {
        this.options = options;
        this.jdock = jdock;
        this.directory = directory;
        this.out = out;
    }

    /** Measures, prints a report, and writes the ratios to the file that {@code --ratios} names. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path directory = Files.createTempDirectory("jdock-benchmark");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Jdock jdock = Jdock.open()) {
            new StartBenchmark(options, jdock, directory, System.out).run();
        } finally {
            delete(directory);
        }
    }

    private void run() throws IOException, InterruptedException {
        ContainerSpec spec = ContainerSpec.builder(PROGRAM)
                .environment("PATH", "/usr/bin:/bin")
                .streams(new Streams.Discard())
                .build();
        RuntimeSpec configuration = jdock.configuration(spec);
        Contender ours = new JdockContender("jdock", jdock, spec);
        for (int i = 0; i < WARM_UP_STARTS; i++) {
            ours.start();
        }
        Peers peers = new Peers(configuration, directory, out);
        if (options.parts().contains(Part.START)) {
            start(ours, configuration, peers);
        }
        if (options.parts().contains(Part.PARALLEL)) {
            parallel(ours, peers);
        }
        if (options.parts().contains(Part.MEMORY)) {
            new MemoryUse(
                            jdock,
                            spec.toBuilder()
                                    .command(List.of("sleep", "1000"))
                                    .streams(new Streams.Pipes())
                                    .build())
                    .measure(out);
        }
        if (options.parts().contains(Part.JVM)) {
            jvm(spec.toBuilder().streams(new Streams.Pipes()).build());
        }
        if (options.parts().contains(Part.COLD)) {
            cold();
        }
        ratios.write(options.ratios());
    }

    private void start(Contender ours, RuntimeSpec configuration, Peers peers)
            throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(Command.of("spawn", List.of(), List.of(PROGRAM)));
        contenders.add(KernelCost.of(configuration, PROGRAM));
        contenders.add(ours);
        peers.bubblewrap().ifPresent(contenders::add);
        contenders.addAll(peers.ociRuntimes());
        List<Race.Result> results = new Race(contenders, options.rounds()).run();
        out.printf(
                Locale.ROOT,
                "start to exit of %s in milliseconds, %d rounds (load %s):%n%10s%10s%10s%10s%10s%10s%n",
                PROGRAM,
                options.rounds(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0],
                "",
                "median",
                "10 %",
                "90 %",
                "least",
                "CPU time");
        for (Race.Result result : results) {
            Samples time = result.time();
            out.printf(
                    Locale.ROOT,
                    "%10s%10.3f%10.3f%10.3f%10.3f%10.3f%n",
                    result.name(),
                    milliseconds(time.median()),
                    milliseconds(time.quantile(10)),
                    milliseconds(time.quantile(90)),
                    milliseconds(time.least()),
                    milliseconds(result.cpu().median()));
        }
        addRatios(ours, results);
    }

    private void addRatios(Contender ours, List<Race.Result> results) {
        Samples own = results.stream()
                .filter(result -> result.name().equals(ours.name()))
                .findFirst()
                .orElseThrow()
                .time();
        for (Race.Result result : results) {
            if (!result.name().equals(ours.name())) {
                Double target = TARGETS.get(result.name());
                ratios.add(
                        result.name(),
                        own,
                        result.time(),
                        target == null ? OptionalDouble.empty() : OptionalDouble.of(target));
            }
        }
    }

    private void parallel(Contender ours, Peers peers) throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>(List.of(ours));
        peers.bubblewrap().ifPresent(contenders::add);
        Map<String, Samples> times = ParallelStarts.run(contenders, PARALLEL_ROUNDS);
        times.forEach((name, samples) -> out.printf(
                Locale.ROOT,
                "%d threads start %d containers, %s: %.0f ms in all, %.3f ms each%n",
                ParallelStarts.THREADS,
                ParallelStarts.CONTAINERS,
                name,
                milliseconds(samples.median()),
                milliseconds(samples.median()) / ParallelStarts.CONTAINERS));
        Samples theirs = times.get("bwrap");
        if (theirs != null) {
            ratios.add("bwrap-in-8-threads", times.get(ours.name()), theirs, OptionalDouble.of(PARALLEL_TARGET));
        }
    }

    private void jvm(ContainerSpec spec) throws IOException, InterruptedException {
        Path classes = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)[0])
                .toAbsolutePath();
        JvmSpeed.Comparison comparison = new JvmSpeed(jdock, spec, classes).run(JVM_ROUNDS);
        add(
                "jvm-computing",
                comparison.inside().computing(),
                comparison.outside().computing());
        add(
                "jvm-calling-the-kernel",
                comparison.inside().calling(),
                comparison.outside().calling());
    }

    private void add(String name, Samples inside, Samples outside) {
        out.printf(
                Locale.ROOT,
                "%s: %.1f ms inside, %.1f ms outside (least: %.1f, %.1f)%n",
                name,
                milliseconds(inside.median()),
                milliseconds(outside.median()),
                milliseconds(inside.least()),
                milliseconds(outside.least()));
        ratios.add(name, inside, outside, OptionalDouble.of(JVM_TARGET));
    }

    private void cold() throws IOException, InterruptedException {
        if (options.maven().isEmpty() || options.project().isEmpty()) {
            out.println("cold start: left out, as no --maven and --project are given");
            return;
        }
        ColdStart.Times times = new ColdStart(
                        options.maven().get(), options.project().get())
                .run("io.jdock.examples.hello.Hello", COLD_ROUNDS);
        out.printf(
                Locale.ROOT,
                "cold start, mvn jdock:run: %.0f ms%n",
                milliseconds(times.jdock().median()));
        printCold("process-classes exec:exec", times.jdock(), times.compileAndExec());
        printCold("exec:exec, which compiles nothing", times.jdock(), times.exec());
    }

    private void printCold(String goals, Samples ours, Samples theirs) {
        double more = milliseconds(ours.median() - theirs.median());
        out.printf(
                Locale.ROOT,
                "    mvn %s: %.0f ms, so jdock takes %.0f ms more (at most %d: %s)%n",
                goals,
                milliseconds(theirs.median()),
                more,
                COLD_TARGET_MILLISECONDS,
                more <= COLD_TARGET_MILLISECONDS ? "reached" : "not reached");
    }

    private static double milliseconds(long nanoseconds) {
        return nanoseconds / 1e6;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
