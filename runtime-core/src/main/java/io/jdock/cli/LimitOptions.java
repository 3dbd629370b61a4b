package io.jdock.cli;

import io.jdock.json.JsonException;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Limits one by one, by the names that other runtimes have for them. Each is a property of {@code linux.resources}. */
final class LimitOptions {
    private static final Pattern SIZE = Pattern.compile("(-?\\d+)([kmgt]?)b?");
    private static final String UNITS = "kmgt";

    private final Map<String, Map<String, Object>> given = new LinkedHashMap<>();

    boolean isEmpty() {
        return given.isEmpty();
    }

    /** A document of resources with these limits in it. */
    byte[] over(byte[] resources) {
        if (isEmpty()) {
            return resources;
        }
        try {
            JsonValue document = JsonReader.read(resources);
            JsonObject merged = new JsonObject().putAll(document.map(JsonValue::plain));
            given.forEach((kind, limits) -> merged.put(
                    kind,
                    new JsonObject()
                            .putAll(document.at(kind).map(JsonValue::plain))
                            .putAll(limits)));
            return JsonWriter.compact(merged);
        } catch (JsonException e) {
            throw new IllegalArgumentException("--resources: " + e.getMessage(), e);
        }
    }

    @Option(
            names = "--memory",
            paramLabel = "<size>",
            description = "Memory in bytes, or with k, m or g; -1 for no limit.")
    void memory(@Nullable String size) {
        size("memory", "limit", size);
    }

    @Option(
            names = "--memory-reservation",
            paramLabel = "<size>",
            description = "Memory that is left to it if possible.")
    void memoryReservation(@Nullable String size) {
        size("memory", "reservation", size);
    }

    @Option(names = "--memory-swap", paramLabel = "<size>", description = "Memory and swap together.")
    void memorySwap(@Nullable String size) {
        size("memory", "swap", size);
    }

    @Option(
            names = {"--cpu-share", "--cpu-shares"},
            paramLabel = "<number>",
            description = "Weight against others; 1024 is usual.")
    void cpuShares(@Nullable Long number) {
        number("cpu", "shares", number);
    }

    @Option(names = "--cpu-period", paramLabel = "<us>", description = "Period of the quota, in microseconds.")
    void cpuPeriod(@Nullable Long microseconds) {
        number("cpu", "period", microseconds);
    }

    @Option(names = "--cpu-quota", paramLabel = "<us>", description = "Processor time in a period; -1 for no limit.")
    void cpuQuota(@Nullable Long microseconds) {
        number("cpu", "quota", microseconds);
    }

    @Option(names = "--cpu-burst", paramLabel = "<us>", description = "What may be saved up of it.")
    void cpuBurst(@Nullable Long microseconds) {
        number("cpu", "burst", microseconds);
    }

    @Option(names = "--cpu-rt-period", paramLabel = "<us>", description = "Period for realtime scheduling.")
    void cpuRealtimePeriod(@Nullable Long microseconds) {
        number("cpu", "realtimePeriod", microseconds);
    }

    @Option(names = "--cpu-rt-runtime", paramLabel = "<us>", description = "Realtime processor time in it.")
    void cpuRealtimeRuntime(@Nullable Long microseconds) {
        number("cpu", "realtimeRuntime", microseconds);
    }

    @Option(names = "--cpu-idle", paramLabel = "0|1", description = "Whether it runs only when nothing else does.")
    void cpuIdle(@Nullable Long flag) {
        number("cpu", "idle", flag);
    }

    @Option(names = "--cpuset-cpus", paramLabel = "<list>", description = "Processors, such as 0-2,5.")
    void cpusetCpus(@Nullable String list) {
        text("cpu", "cpus", list);
    }

    @Option(names = "--cpuset-mems", paramLabel = "<list>", description = "Memory nodes.")
    void cpusetMems(@Nullable String list) {
        text("cpu", "mems", list);
    }

    @Option(names = "--pids-limit", paramLabel = "<number>", description = "Processes and threads; -1 for no limit.")
    void pidsLimit(@Nullable Long number) {
        number("pids", "limit", number);
    }

    @Option(names = "--blkio-weight", paramLabel = "<number>", description = "Weight at block devices, 10 to 1000.")
    void blockIoWeight(@Nullable Long number) {
        number("blockIO", "weight", number);
    }

    // picocli sets every option to null before it parses

    private void number(String kind, String limit, @Nullable Long value) {
        if (value != null) {
            set(kind, limit, value);
        }
    }

    private void text(String kind, String limit, @Nullable String value) {
        if (value != null) {
            set(kind, limit, value);
        }
    }

    private void size(String kind, String limit, @Nullable String value) {
        if (value == null) {
            return;
        }
        Matcher size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    kind + "." + limit + ": " + value + " is no size: give bytes, or a number with k, m, g or t");
        }
        int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
        try {
            long bytes = Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * power));
            set(kind, limit, bytes);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(kind + "." + limit + ": " + value + " is too large", e);
        }
    }

    private void set(String kind, String limit, Object value) {
        given.computeIfAbsent(kind, none -> new LinkedHashMap<>()).put(limit, value);
    }
}
