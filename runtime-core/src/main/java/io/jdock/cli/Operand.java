package io.jdock.cli;

/**
 * An argument of a command that is told by its place.
 *
 * @param label such as {@code <container>}
 * @param count how often it is there
 * @param description for people
 */
record Operand(String label, Count count, String description) {
    /** Most commands are about one. */
    static final Operand CONTAINER = new Operand("<container>", Count.ONE, "Its id.");

    /** How often an operand is there. */
    enum Count {
        ONE,
        ONE_OR_NONE,
        /** All that follow, even if they look like options. */
        REST
    }
}
