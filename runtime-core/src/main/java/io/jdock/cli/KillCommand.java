package io.jdock.cli;

import io.jdock.container.OciRuntime;
import io.jdock.kernel.Signal;
import java.io.IOException;
import java.util.List;

/** {@code kill}. */
final class KillCommand implements Command {
    private static final Option ALL = Option.flag("To all other processes of the container too.", "-a", "--all");
    private static final Operand SIGNAL = new Operand(
            "<signal>", Operand.Count.ONE_OR_NONE, "Name or number; 0 only looks whether it runs. Default: SIGTERM.");
    private static final Syntax SYNTAX = new Syntax(
            "jdock kill",
            "Sends a signal to the first process of a container.",
            List.of(ALL, Matching.REGEX),
            List.of(Operand.CONTAINER, SIGNAL));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        OciRuntime runtime = top.runtime();
        List<String> signal = given.operandsFrom(1);
        if (signal.equals(List.of("0"))) {
            Matching.forEach(runtime, given, runtime::requireRunning);
        } else {
            Signal sent = Signal.parse(signal.isEmpty() ? "SIGTERM" : signal.get(0));
            Matching.forEach(runtime, given, id -> runtime.kill(id, sent, given.has(ALL)));
        }
        return 0;
    }
}
