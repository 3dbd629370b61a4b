package io.jdock.cli;

import io.jdock.plan.Explainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code explain}, which no other runtime has. */
@Command(name = "explain", description = "Prints the system calls that would create a container, each with its reason.")
final class ExplainCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "<directory>",
            description = "Directory of config.json. Default: the working directory.")
    private Path bundle = Path.of("");

    ExplainCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.out().print(Explainer.text(top.runtime().plan("explained", bundle)));
        return 0;
    }
}
