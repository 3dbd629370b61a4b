package io.jdock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code start}. */
@Command(name = "start", description = "Starts the application of a created container.")
final class StartCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    StartCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.runtime().start(id);
        return 0;
    }
}
