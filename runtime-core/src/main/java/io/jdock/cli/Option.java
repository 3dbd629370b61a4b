package io.jdock.cli;

import java.util.List;

/**
 * An option of a command.
 *
 * @param names such as {@code -b} and {@code --bundle}; errors use the last
 * @param value what follows it, such as {@code <directory>}; empty for an option that is given or not
 * @param repeatable whether it may be given several times
 * @param description for people
 */
record Option(List<String> names, String value, boolean repeatable, String description) {
    static final Option HELP = flag("Print this text.", "-?", "-h", "--help");

    /** An option that is given or not. */
    static Option flag(String description, String... names) {
        return new Option(List.of(names), "", false, description);
    }

    /** An option that a value follows. */
    static Option of(String value, String description, String... names) {
        return new Option(List.of(names), value, false, description);
    }

    /** An option that a value follows, and which may be given several times. */
    static Option several(String value, String description, String... names) {
        return new Option(List.of(names), value, true, description);
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    /** Its name for errors. */
    String name() {
        return names.get(names.size() - 1);
    }
}
