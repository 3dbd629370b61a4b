package io.jdock.eclipse.core;

import java.util.Locale;

/** What a user can say about the container of a launch. Each is kept as text, as it is typed. */
public enum Setting {
    /** What the container sees as its system: {@link Source}. */
    SOURCE("host"),
    /** Where the system is, if it is not this machine's: a directory, or an image as containers-transports(5) names it. */
    LOCATION(""),
    /**
     * {@code none} for a loopback interface alone, {@code private} for a way out too, {@code host} for this machine's; anything else is
     * the name of a network that the containers of several launches are on.
     */
    NETWORK("none"),
    /** Published ports, one a line, as {@code docker run -p} has them. */
    PORTS(""),
    /** Files and directories of this machine, one a line: {@code source:target[:ro]}. */
    VOLUMES(""),
    /** Variables, one a line: {@code NAME=value}. */
    ENVIRONMENT(""),
    /** Memory, such as {@code 512m}; empty for no limit. */
    MEMORY(""),
    /** Processors' worth of time, such as {@code 1.5}; empty for no limit. */
    CPUS(""),
    /** Processes and threads; empty for no limit. */
    PIDS(""),
    /** Whether the root and the working directory can only be read: {@code true} or {@code false}. */
    READ_ONLY("false"),
    /** Who the application is: {@code uid[:gid]}; empty for root inside, who is the IDE's user outside. */
    USER(""),
    /** Capabilities beyond the usual ones, and, with {@code -} before them, those of the usual ones that are taken: words. */
    CAPABILITIES(""),
    /** System calls: empty for what applications need, {@code unconfined} for all, else the absolute path of a profile. */
    SECCOMP(""),
    /** Whether the container can be paused and measured even if nothing is limited: {@code true} or {@code false}. */
    MEASURED("false");

    private final String standard;

    Setting(String standard) {
        this.standard = standard;
    }

    /** The value if nobody says anything. */
    public String standard() {
        return standard;
    }

    /** The key in preferences, such as {@code readOnly}. */
    public String key() {
        StringBuilder key = new StringBuilder();
        for (String word : name().split("_", -1)) {
            key.append(
                    key.isEmpty()
                            ? word.toLowerCase(Locale.ROOT)
                            : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        return key.toString();
    }

    /** The attribute of launch configurations. */
    public String attribute() {
        return "io.jdock.container." + key();
    }

    /** What the container sees as its system. */
    public enum Source {
        /** This machine's own, read-only. */
        HOST,
        /** A directory, whose changes are thrown away. */
        DIRECTORY,
        /** An image in a file, whose changes are thrown away. */
        IMAGE;

        /** As it is kept. */
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
