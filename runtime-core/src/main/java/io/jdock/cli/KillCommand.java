package io.jdock.cli;

import io.jdock.kernel.Signal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kill}. */
@Command(name = "kill", description = "Sends a signal to the first process of a container.")
final class KillCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Option(
            names = {"-a", "--all"},
            description = "To all other processes of the container too.")
    private boolean all;

    @Parameters(index = "0", paramLabel = "<container>", description = "Its id.")
    private String id = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            defaultValue = "SIGTERM",
            paramLabel = "<signal>",
            description = "Name or number. Default: SIGTERM.")
    private String signal = "";

    KillCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.runtime().kill(id, Signal.parse(signal), all);
        return 0;
    }
}
