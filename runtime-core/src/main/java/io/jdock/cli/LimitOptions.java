package io.jdock.cli;

import io.jdock.json.JsonException;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Limits one by one, by the names that other runtimes have for them. Each is a property of {@code linux.resources}. */
final class LimitOptions {
    private static final Pattern SIZE = Pattern.compile("(-?\\d+)([kmgt]?)b?");
    private static final String UNITS = "kmgt";

    /** What a limit is. */
    private enum Kind {
        SIZE,
        NUMBER,
        TEXT
    }

    /** The property {@code name} of the property {@code resource}. */
    private record Limit(Kind kind, String resource, String name, Option option) {
        Object value(String given) {
            return switch (kind) {
                case SIZE -> size(given);
                case NUMBER -> number(given);
                case TEXT -> given;
            };
        }

        private long number(String given) {
            try {
                return Long.parseLong(given);
            } catch (NumberFormatException e) {
                throw new UsageException(option.name() + " " + given + " is no whole number");
            }
        }

        private long size(String given) {
            Matcher size = LimitOptions.SIZE.matcher(given.toLowerCase(Locale.ROOT));
            if (!size.matches()) {
                throw new IllegalArgumentException(
                        this + ": " + given + " is no size: give bytes, or a number with k, m, g or t");
            }
            int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
            try {
                return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * power));
            } catch (ArithmeticException | NumberFormatException e) {
                throw new IllegalArgumentException(this + ": " + given + " is too large", e);
            }
        }

        @Override
        public String toString() {
            return resource + "." + name;
        }
    }

    private static final List<Limit> LIMITS = List.of(
            new Limit(
                    Kind.SIZE,
                    "memory",
                    "limit",
                    Option.of("<size>", "Memory in bytes, or with k, m or g; -1 for no limit.", "--memory")),
            new Limit(
                    Kind.SIZE,
                    "memory",
                    "reservation",
                    Option.of("<size>", "Memory that is left to it if possible.", "--memory-reservation")),
            new Limit(Kind.SIZE, "memory", "swap", Option.of("<size>", "Memory and swap together.", "--memory-swap")),
            new Limit(
                    Kind.NUMBER,
                    "cpu",
                    "shares",
                    Option.of("<number>", "Weight against others; 1024 is usual.", "--cpu-share", "--cpu-shares")),
            new Limit(
                    Kind.NUMBER,
                    "cpu",
                    "period",
                    Option.of("<us>", "Period of the quota, in microseconds.", "--cpu-period")),
            new Limit(
                    Kind.NUMBER,
                    "cpu",
                    "quota",
                    Option.of("<us>", "Processor time in a period; -1 for no limit.", "--cpu-quota")),
            new Limit(Kind.NUMBER, "cpu", "burst", Option.of("<us>", "What may be saved up of it.", "--cpu-burst")),
            new Limit(
                    Kind.NUMBER,
                    "cpu",
                    "realtimePeriod",
                    Option.of("<us>", "Period for realtime scheduling.", "--cpu-rt-period")),
            new Limit(
                    Kind.NUMBER,
                    "cpu",
                    "realtimeRuntime",
                    Option.of("<us>", "Realtime processor time in it.", "--cpu-rt-runtime")),
            new Limit(
                    Kind.NUMBER,
                    "cpu",
                    "idle",
                    Option.of("0|1", "Whether it runs only when nothing else does.", "--cpu-idle")),
            new Limit(Kind.TEXT, "cpu", "cpus", Option.of("<list>", "Processors, such as 0-2,5.", "--cpuset-cpus")),
            new Limit(Kind.TEXT, "cpu", "mems", Option.of("<list>", "Memory nodes.", "--cpuset-mems")),
            new Limit(
                    Kind.NUMBER,
                    "pids",
                    "limit",
                    Option.of("<number>", "Processes and threads; -1 for no limit.", "--pids-limit")),
            new Limit(
                    Kind.NUMBER,
                    "blockIO",
                    "weight",
                    Option.of("<number>", "Weight at block devices, 10 to 1000.", "--blkio-weight")));

    private final Map<String, Map<String, Object>> given = new LinkedHashMap<>();

    private LimitOptions() {}

    static List<Option> options() {
        return LIMITS.stream().map(Limit::option).toList();
    }

    static LimitOptions of(Arguments arguments) {
        LimitOptions limits = new LimitOptions();
        for (Limit limit : LIMITS) {
            Optional<String> value = arguments.text(limit.option());
            value.ifPresent(text -> limits.given
                    .computeIfAbsent(limit.resource(), none -> new LinkedHashMap<>())
                    .put(limit.name(), limit.value(text)));
        }
        return limits;
    }

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
}
