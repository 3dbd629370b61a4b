package io.jdock.cli;

import java.io.IOException;
import java.util.List;

/** {@code create}. */
final class CreateCommand implements Command {
    private static final Syntax SYNTAX = new Syntax(
            "jdock create",
            "Creates a container, whose application waits to be started.",
            CreationOptions.OPTIONS,
            List.of(CreationOptions.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        CreationOptions options = new CreationOptions(given);
        top.runtime().create(options.id(), options.bundle(), options.options());
        return 0;
    }
}
