package io.jdock.cli;

import io.jdock.plan.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code explain}, which no other runtime has. */
final class ExplainCommand implements Command {
    private static final Syntax SYNTAX = new Syntax(
            "jdock explain",
            "Prints the system calls that would create a container, each with its reason.",
            List.of(CreationOptions.BUNDLE),
            List.of());

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        top.out()
                .print(Explainer.text(top.runtime()
                        .plan("explained", given.path(CreationOptions.BUNDLE).orElse(Path.of("")))));
        return 0;
    }
}
