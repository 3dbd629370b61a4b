package io.jdock.cli;

import io.jdock.container.OciRuntime;
import java.io.IOException;
import java.util.List;

/** {@code delete}. */
final class DeleteCommand implements Command {
    private static final Option FORCE = Option.flag(
            "Kill it first if it still runs. That there is no such container is no error then.", "-f", "--force");
    private static final Syntax SYNTAX = new Syntax(
            "jdock delete",
            "Deletes a container that has ended.",
            List.of(FORCE, Matching.REGEX),
            List.of(Operand.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        OciRuntime runtime = top.runtime();
        Matching.forEach(runtime, given, id -> runtime.delete(id, given.has(FORCE)));
        return 0;
    }
}
