package io.jdock.container;

import java.util.Locale;

/**
 * A limit that each process carries, getrlimit(2).
 *
 * @param name such as {@code nofile}, with or without {@code RLIMIT_}
 * @param soft what holds at first; -1 for no limit
 * @param hard up to which a process may raise its soft limit; -1 for no limit
 */
public record Ulimit(String name, long soft, long hard) {
    /** No limit. */
    public static final long UNLIMITED = -1;

    public Ulimit {
        if (soft < UNLIMITED || hard < UNLIMITED) {
            throw new IllegalArgumentException("limit " + name + ": -1 means unlimited, less has no meaning");
        }
        if (hard != UNLIMITED && (soft == UNLIMITED || soft > hard)) {
            throw new IllegalArgumentException(
                    "limit " + name + ": the soft limit " + soft + " is above the hard limit " + hard);
        }
    }

    /** The name as the OCI specification has it, such as {@code RLIMIT_NOFILE}. */
    String type() {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("RLIMIT_") ? upper : "RLIMIT_" + upper;
    }
}
