package io.jdock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code resume}. */
@Command(name = "resume", description = "Lets the processes of a paused container go on.")
final class ResumeCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    ResumeCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.runtime().resume(id);
        return 0;
    }
}
