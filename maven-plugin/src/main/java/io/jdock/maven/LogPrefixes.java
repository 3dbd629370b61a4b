package io.jdock.maven;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands before the lines of containers in Maven's log: the name of each, in a colour of its own where there are colours. Safe for
 * use by several threads.
 */
final class LogPrefixes {
    /** ECMA-48, SGR: cyan, magenta, blue and their bright sisters; Maven's own levels and results are red, yellow and green. */
    private static final List<Integer> COLOURS = List.of(36, 35, 34, 96, 95, 94);

    /** In the order in which they were met. */
    private final List<String> names = new ArrayList<>(); // guarded by this

    /**
     * Whether Maven's log has colours.
     *
     * @param style Maven's property {@code style.color}
     * @param interactive whether Maven was not told to ask nothing, as by {@code -B}
     * @param terminal whether it has a terminal
     */
    static boolean areColoured(String style, boolean interactive, boolean terminal) {
        return switch (style) {
            case "always" -> true;
            case "never" -> false;
            default -> interactive && terminal;
        };
    }

    synchronized String of(String name, boolean coloured) {
        if (!coloured) {
            return "[" + name + "] ";
        }
        if (!names.contains(name)) {
            names.add(name);
        }
        return "[\033[" + COLOURS.get(names.indexOf(name) % COLOURS.size()) + "m" + name + "\033[m] ";
    }
}
