package io.jdock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pause}. */
@Command(name = "pause", description = "Stops all processes of a container where they are.")
final class PauseCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    PauseCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.runtime().pause(id);
        return 0;
    }
}
