package io.jdock.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code events --stats}. */
@Command(name = "events", description = "Prints what a container uses now, as JSON.")
final class EventsCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Option(names = "--stats", required = true, description = "Once; there are no other events.")
    @SuppressWarnings("unused") // it says that the caller does not wait for other events
    private boolean stats;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    EventsCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        top.out().println(Reports.compact(StatsReport.event(id, top.runtime().stats(id))));
        return 0;
    }
}
