package io.jdock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code create}. */
@Command(name = "create", description = "Creates a container, whose application waits to be started.")
final class CreateCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Mixin
    private final CreationOptions creation = new CreationOptions();

    CreateCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.runtime().create(creation.id(), creation.bundle(), creation.options());
        return 0;
    }
}
