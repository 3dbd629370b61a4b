package io.jdock.cli;

import io.jdock.cgroup.CgroupStats;
import io.jdock.container.ContainerException;
import io.jdock.container.OciRuntime;
import io.jdock.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code events}. */
@Command(
        name = "events",
        description = "Prints what a container uses, and when its memory ran out, as JSON, until the container ends.")
final class EventsCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Option(names = "--stats", description = "Print once what it uses, and return.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "<seconds>",
            defaultValue = "5",
            description = "How often, 1 or more. Default: 5.")
    private int interval;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    EventsCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        if (interval < 1) {
            throw new IllegalArgumentException("--interval " + interval + ": at least one second");
        }
        OciRuntime runtime = top.runtime();
        CgroupStats stats = runtime.stats(id);
        print(StatsReport.event(id, stats));
        while (!once && !runtime.awaitEnd(id, Duration.ofSeconds(interval))) {
            long killed = outOfMemoryKills(stats);
            try {
                stats = runtime.stats(id);
            } catch (ContainerException e) {
                if (runtime.awaitEnd(id, Duration.ZERO)) {
                    break; // just now
                }
                throw e;
            }
            if (outOfMemoryKills(stats) > killed) {
                print(StatsReport.outOfMemory(id));
            }
            print(StatsReport.event(id, stats));
        }
        return 0;
    }

    private static long outOfMemoryKills(CgroupStats stats) {
        return stats.memory().map(CgroupStats.Memory::outOfMemoryKills).orElse(0L);
    }

    private void print(JsonObject event) {
        top.out().println(Reports.compact(event));
        top.out().flush();
    }
}
