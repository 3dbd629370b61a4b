package io.jdock.cli;

import java.io.IOException;
import java.util.List;

/** {@code resume}. */
final class ResumeCommand implements Command {
    private static final Syntax SYNTAX = new Syntax(
            "jdock resume", "Lets the processes of a paused container go on.", List.of(), List.of(Operand.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        top.runtime().resume(given.operand(0));
        return 0;
    }
}
