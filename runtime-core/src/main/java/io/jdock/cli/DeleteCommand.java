package io.jdock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code delete}. */
@Command(name = "delete", description = "Deletes a container that has ended.")
final class DeleteCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Option(
            names = {"-f", "--force"},
            description = "Kill it first if it still runs. That there is no such container is no error then.")
    private boolean force;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    DeleteCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.runtime().delete(id, force);
        return 0;
    }
}
