package io.jdock.cli;

import java.io.IOException;
import java.util.List;

/** {@code state}. */
final class StateCommand implements Command {
    private static final Syntax SYNTAX = new Syntax(
            "jdock state", "Prints the state of a container as JSON.", List.of(), List.of(Operand.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        top.out().println(Reports.readable(Reports.json(top.runtime().state(given.operand(0)))));
        return 0;
    }
}
