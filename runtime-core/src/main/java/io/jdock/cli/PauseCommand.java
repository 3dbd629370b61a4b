package io.jdock.cli;

import java.io.IOException;
import java.util.List;

/** {@code pause}. */
final class PauseCommand implements Command {
    private static final Syntax SYNTAX = new Syntax(
            "jdock pause", "Stops all processes of a container where they are.", List.of(), List.of(Operand.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        top.runtime().pause(given.operand(0));
        return 0;
    }
}
