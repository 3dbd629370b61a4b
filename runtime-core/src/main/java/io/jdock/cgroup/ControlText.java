package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStats.Pressure;
import io.jdock.cgroup.CgroupStats.Stall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/** Reads the formats of control files: cgroup-v2.rst, "Format". What is malformed or not there counts as absent. */
final class ControlText {
    /** Version 1 shows "no limit" as the largest multiple of the page size; anything from here on is no real limit. */
    private static final long NO_LIMIT = Long.MAX_VALUE >> 1;

    private ControlText() {}

    /** A number; empty for {@code max} and for what version 1 means by it. */
    static OptionalLong limit(String text) {
        OptionalLong number = number(text);
        return number.isPresent() && number.getAsLong() < NO_LIMIT ? number : OptionalLong.empty();
    }

    static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseUnsignedLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Lines {@code key value}. */
    static Map<String, Long> flat(String text) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (String line : lines(text)) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                number(line.substring(blank + 1).strip())
                        .ifPresent(number -> values.put(line.substring(0, blank), number));
            }
        }
        return values;
    }

    /** Lines {@code name key=value key=value...}. */
    static Map<String, Map<String, Long>> nested(String text) {
        Map<String, Map<String, Long>> values = new LinkedHashMap<>();
        for (String line : lines(text)) {
            List<String> words = words(line);
            Map<String, Long> pairs = new HashMap<>();
            for (String word : words) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    number(word.substring(equals + 1))
                            .ifPresent(number -> pairs.put(word.substring(0, equals), number));
                }
            }
            if (!words.isEmpty()) {
                values.put(words.get(0), pairs);
            }
        }
        return values;
    }

    /** Lines {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=0}, and the same with {@code full}. */
    static Optional<Pressure> pressure(String text) {
        Map<String, Stall> stalls = new HashMap<>();
        for (String line : lines(text)) {
            List<String> words = words(line);
            if (words.size() == 5) {
                stall(words).ifPresent(stall -> stalls.put(words.get(0), stall));
            }
        }
        return Optional.ofNullable(stalls.get("some"))
                .map(some -> new Pressure(some, Optional.ofNullable(stalls.get("full"))));
    }

    private static Optional<Stall> stall(List<String> words) {
        try {
            return Optional.of(new Stall(
                    Double.parseDouble(value(words.get(1))),
                    Double.parseDouble(value(words.get(2))),
                    Double.parseDouble(value(words.get(3))),
                    Long.parseLong(value(words.get(4)))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String value(String pair) {
        return pair.substring(pair.indexOf('=') + 1);
    }

    static List<String> lines(String text) {
        return split(text, "\n");
    }

    static List<String> words(String text) {
        return split(text, " \t\n");
    }

    private static List<String> split(String text, String separators) {
        List<String> parts = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(text, separators);
        while (tokens.hasMoreTokens()) {
            parts.add(tokens.nextToken());
        }
        return parts;
    }
}
