package io.jdock.cli;

import java.io.IOException;
import java.util.List;

/** {@code start}. */
final class StartCommand implements Command {
    private static final Syntax SYNTAX = new Syntax(
            "jdock start", "Starts the application of a created container.", List.of(), List.of(Operand.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        top.runtime().start(given.operand(0));
        return 0;
    }
}
