package io.jdock.service;

import io.jdock.container.ContainerTask;
import io.jdock.container.ExecSpec;
import io.jdock.container.Usage;
import io.jdock.kernel.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A service that a {@link Keeper} owns. */
public final class DetachedService implements BackgroundService {
    private static final int TAIL = 20;

    private final KeeperClient keeper;
    private final String alias;

    DetachedService(KeeperClient keeper, String alias) {
        this.keeper = keeper;
        this.alias = alias;
    }

    @Override
    public String alias() {
        return alias;
    }

    @Override
    public ServiceState state() throws IOException {
        return keeper.ask(new Message.Look(), Message.Known.class).services().stream()
                .filter(state -> state.alias().equals(alias))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no container '" + alias + "' any more"));
    }

    @Override
    public Process exec(ExecSpec process) throws IOException {
        return KeptProcess.start(keeper, alias, process);
    }

    @Override
    public List<ContainerTask> tasks() throws IOException {
        return keeper.ask(new Message.ListTasks(alias), Message.Working.class).tasks();
    }

    @Override
    public Usage usage() throws IOException {
        return keeper.ask(new Message.Measure(alias), Message.Using.class).usage();
    }

    @Override
    public boolean signal(Signal signal) throws IOException {
        return keeper.ask(new Message.Send(alias, signal.number()), Message.Did.class)
                .changed();
    }

    @Override
    public OptionalInt awaitEnd(Duration patience) throws IOException {
        return keeper.ask(new Message.Await(alias, patience), Message.Known.class)
                .services()
                .get(0)
                .exit();
    }

    @Override
    public void read(int last, boolean follow, Consumer<LogLine> listener) throws IOException {
        keeper.ask(new Message.Read(alias, last, follow), Message.Did.class, (name, line) -> listener.accept(line));
    }

    @Override
    public String lastLines() throws IOException {
        List<String> lines = new ArrayList<>();
        read(TAIL, false, line -> lines.add(line.text()));
        return Service.lastLines(lines);
    }
}
