package io.jdock.cli;

import io.jdock.kernel.Signal;
import java.io.IOException;
import java.util.List;

/** {@code kill}. */
final class KillCommand implements Command {
    private static final Option ALL = Option.flag("To all other processes of the container too.", "-a", "--all");
    private static final Operand SIGNAL =
            new Operand("<signal>", Operand.Count.ONE_OR_NONE, "Name or number. Default: SIGTERM.");
    private static final Syntax SYNTAX = new Syntax(
            "jdock kill",
            "Sends a signal to the first process of a container.",
            List.of(ALL),
            List.of(Operand.CONTAINER, SIGNAL));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        List<String> signal = given.operandsFrom(1);
        top.runtime()
                .kill(given.operand(0), Signal.parse(signal.isEmpty() ? "SIGTERM" : signal.get(0)), given.has(ALL));
        return 0;
    }
}
