package io.jdock.cgroup.systemd;

import io.jdock.cgroup.systemd.DBusWriter.Property;
import io.jdock.cgroup.systemd.DBusWriter.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What the files of a control group of version 2 hold, as systemd calls it (systemd.resource-control(5)). */
final class ScopeLimits {
    private static final long UNLIMITED = -1; // UINT64_MAX
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Path directory;
    private final List<Property> properties = new ArrayList<>();

    private ScopeLimits(Path directory) {
        this.directory = directory;
    }

    /** Of the files that are there. */
    static List<Property> read(Path directory) {
        ScopeLimits limits = new ScopeLimits(directory);
        limits.amount("memory.max", "MemoryMax");
        limits.amount("memory.high", "MemoryHigh");
        limits.amount("memory.low", "MemoryLow");
        limits.amount("memory.swap.max", "MemorySwapMax");
        limits.amount("pids.max", "TasksMax");
        limits.amount("cpu.weight", "CPUWeight");
        limits.quota();
        limits.list("cpuset.cpus", "AllowedCPUs");
        limits.list("cpuset.mems", "AllowedMemoryNodes");
        limits.weight();
        return List.copyOf(limits.properties);
    }

    private Optional<String> text(String file) {
        try {
            return Optional.of(Files.readString(directory.resolve(file)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void add(String name, long value) {
        properties.add(new Property(name, Variant.number(value)));
    }

    private static long number(String text) {
        return text.equals("max") ? UNLIMITED : Long.parseUnsignedLong(text);
    }

    private void amount(String file, String name) {
        text(file).ifPresent(text -> add(name, number(text)));
    }

    /** {@code cpu.max}: microseconds of time, in a period of so many. */
    private void quota() {
        text("cpu.max").map(text -> text.split(" ", 2)).ifPresent(parts -> {
            long quota = number(parts[0]);
            long period = number(parts[1]);
            add("CPUQuotaPerSecUSec", quota == UNLIMITED ? UNLIMITED : quota * MICROS_PER_SECOND / period);
            add("CPUQuotaPeriodUSec", period);
        });
    }

    /** A bit for each, from the lowest on; none at all for what the parent has. */
    private void list(String file, String name) {
        text(file).ifPresent(text -> {
            BitSet numbers = new BitSet();
            for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                String[] ends = range.split("-", 2);
                numbers.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
            properties.add(new Property(name, Variant.bytes(numbers.toByteArray())));
        });
    }

    /** {@code io.weight} begins with {@code default 100}. */
    private void weight() {
        text("io.weight")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("default ")).findFirst())
                .ifPresent(line -> add("IOWeight", number(line.substring("default ".length()))));
    }
}
