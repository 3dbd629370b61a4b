package io.jdock.cli;

import io.jdock.container.Container;
import io.jdock.container.ContainerException;
import io.jdock.container.OciRuntime;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}. */
@Command(name = "run", description = "Creates a container and starts it; returns when it has ended.")
final class RunCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Mixin
    private final CreationOptions creation = new CreationOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Return when it runs.")
    private boolean detach;

    @Option(names = "--keep", description = "Remember the container when it has ended, until it is deleted.")
    private boolean keep;

    RunCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        OciRuntime runtime = top.runtime();
        if (detach) {
            startDetached(runtime);
            return 0;
        }
        Container container = runtime.run(creation.id(), creation.bundle(), creation.options(), keep);
        ProcessSpec process = container.spec().process();
        boolean terminal = process != null
                && process.terminal()
                && creation.options().consoleSocket().isEmpty();
        return Foreground.of(container, terminal).await();
    }

    private void startDetached(OciRuntime runtime) throws IOException {
        runtime.create(creation.id(), creation.bundle(), creation.options());
        try {
            runtime.start(creation.id());
        } catch (ContainerException e) {
            runtime.delete(creation.id(), true);
            throw e;
        }
    }
}
