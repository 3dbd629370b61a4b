package io.jdock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code state}. */
@Command(name = "state", description = "Prints the state of a container as JSON.")
final class StateCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    StateCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.out().println(Reports.readable(Reports.json(top.runtime().state(id))));
        return 0;
    }
}
