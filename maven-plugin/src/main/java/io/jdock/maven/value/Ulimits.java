package io.jdock.maven.value;

import io.jdock.container.Ulimit;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Resource limits of the application's process, see getrlimit(2), such as {@code nofile=1024:4096}. */
public final class Ulimits {
    private static final Set<String> RESOURCES = Set.of(
            "as",
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    /**
     * Reads a limit.
     *
     * @param text {@code name=soft[:hard]}, such as {@code nofile=1024:4096}; a limit may be {@code unlimited}. Without a
     *     hard limit it is the same as the soft one
     * @throws ParameterException if the text is no such limit, names no resource, or has a soft limit above the hard one
     */
    public static Ulimit parse(String parameter, String text) throws ParameterException {
        String[] sides = text.strip().split("=", -1);
        String[] limits = sides.length == 2 ? sides[1].split(":", -1) : new String[0];
        if (limits.length < 1 || limits.length > 2) {
            throw ParameterException.of(
                    parameter, text, "is no limit; write name=soft or name=soft:hard, such as nofile=1024:4096");
        }
        String resource = sides[0].toLowerCase(Locale.ROOT);
        if (!RESOURCES.contains(resource)) {
            throw ParameterException.of(
                    parameter,
                    text,
                    "limits '" + sides[0] + "', which is not among " + String.join(", ", new TreeSet<>(RESOURCES)));
        }
        long soft = limit(parameter, text, limits[0]);
        long hard = limits.length == 1 ? soft : limit(parameter, text, limits[1]);
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw ParameterException.of(parameter, text, "has a soft limit above the hard limit");
        }
        return new Ulimit(resource, soft, hard);
    }

    private static long limit(String parameter, String text, String limit) throws ParameterException {
        if (limit.equalsIgnoreCase("unlimited") || limit.equals("-1")) {
            return Ulimit.UNLIMITED;
        }
        if (!limit.matches("[0-9]{1,18}")) {
            throw ParameterException.of(
                    parameter, text, "has the limit '" + limit + "', which is neither a whole number nor 'unlimited'");
        }
        return Long.parseLong(limit);
    }

    private Ulimits() {}
}
