package io.jdock.cli;

import io.jdock.container.Container;
import io.jdock.container.ContainerException;
import io.jdock.container.OciRuntime;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code run}. */
final class RunCommand implements Command {
    private static final Option DETACH = Option.flag("Return when it runs.", "-d", "--detach");
    private static final Option KEEP =
            Option.flag("Remember the container when it has ended, until it is deleted.", "--keep");

    @Override
    public Syntax syntax() {
        List<Option> options = new ArrayList<>(CreationOptions.OPTIONS);
        options.add(DETACH);
        options.add(KEEP);
        return new Syntax(
                "jdock run",
                "Creates a container and starts it; returns when it has ended.",
                options,
                List.of(CreationOptions.CONTAINER));
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException, InterruptedException {
        CreationOptions creation = new CreationOptions(given);
        OciRuntime runtime = top.runtime();
        if (given.has(DETACH)) {
            startDetached(runtime, creation);
            return 0;
        }
        Container container = runtime.run(creation.id(), creation.bundle(), creation.options(), given.has(KEEP));
        ProcessSpec process = container.spec().process();
        boolean terminal = process != null
                && process.terminal()
                && creation.options().consoleSocket().isEmpty();
        return Foreground.of(container, terminal).await();
    }

    private static void startDetached(OciRuntime runtime, CreationOptions creation) throws IOException {
        runtime.create(creation.id(), creation.bundle(), creation.options());
        try {
            runtime.start(creation.id());
        } catch (ContainerException e) {
            runtime.delete(creation.id(), true);
            throw e;
        }
    }
}
