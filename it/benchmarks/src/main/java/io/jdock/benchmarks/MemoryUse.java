package io.jdock.benchmarks;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Memory that running containers take beyond their applications. */
final class MemoryUse {
    private static final int CONTAINERS = 100;
    private static final long TARGET_KIB = 64;

    private final Jdock jdock;
    private final ContainerSpec spec;

    /**
     * @param spec of a container that keeps running
     */
    MemoryUse(Jdock jdock, ContainerSpec spec) {
        this.jdock = jdock;
        this.spec = spec;
    }

    /**
     * Memory of one process, in KiB.
     *
     * @param resident what is in memory
     * @param proportional the same with each shared page divided by the number of processes that share it
     */
    private record Process(long resident, long proportional) {
        static final Process NONE = new Process(0, 0);

        static Process of(long pid) throws IOException {
            Path file = Path.of("/proc/" + pid + "/smaps_rollup");
            return new Process(number(file, "Rss:"), number(file, "Pss:"));
        }

        Process plus(Process other) {
            return new Process(resident + other.resident, proportional + other.proportional);
        }
    }

    /** Starts many containers, looks at their processes, and ends them. */
    void measure(PrintStream out) throws IOException {
        jdock.start(spec).destroyForcibly().onExit().join(); // what is made once is not counted
        long heapBefore = usedHeap();
        long before = ownResident();
        List<Container> containers = new ArrayList<>();
        try {
            for (int i = 0; i < CONTAINERS; i++) {
                containers.add(jdock.start(spec));
            }
            Process monitors = Process.NONE;
            Process inits = Process.NONE;
            for (Container container : containers) {
                monitors = monitors.plus(Process.of(parent(container.pid())));
                inits = inits.plus(Process.of(container.pid()));
            }
            double heap = (usedHeap() - heapBefore) / 1024.0;
            print(out, monitors, inits, (ownResident() - before + heap) / CONTAINERS);
        } finally {
            containers.forEach(Container::destroyForcibly);
            containers.forEach(container -> container.onExit().join());
        }
    }

    private static void print(PrintStream out, Process monitors, Process inits, double inJvm) {
        Process both = monitors.plus(inits);
        double resident = both.resident / (double) CONTAINERS;
        out.printf(
                Locale.ROOT,
                "memory per running container beyond the application, of %d: %.1f KiB (at most %d: %s)%n",
                CONTAINERS,
                resident,
                TARGET_KIB,
                resident <= TARGET_KIB ? "reached" : "not reached");
        out.printf(
                Locale.ROOT,
                "    monitor %.1f, PID 1 %.1f; with shared pages divided %.1f; besides, in this JVM: %.1f%n",
                monitors.resident / (double) CONTAINERS,
                inits.resident / (double) CONTAINERS,
                both.proportional / (double) CONTAINERS,
                inJvm);
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** The heap is resident from the beginning, see bin/bench. */
    private static long ownResident() throws IOException {
        return number(Path.of("/proc/self/status"), "VmRSS:");
    }

    private static long parent(long pid) throws IOException {
        return number(Path.of("/proc/" + pid + "/status"), "PPid:");
    }

    /** The number after a key, as in {@code Rss:   12 kB}. */
    private static long number(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip().split("\\s+", -1)[0])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + key + " in " + file));
    }
}
