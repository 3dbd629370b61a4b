package io.jdock.cli;

import io.jdock.cgroup.CgroupStats;
import io.jdock.container.ContainerException;
import io.jdock.container.OciRuntime;
import io.jdock.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** {@code events}. */
final class EventsCommand implements Command {
    private static final Option ONCE = Option.flag("Print once what it uses, and return.", "--stats");
    private static final Option INTERVAL = Option.of("<seconds>", "How often, 1 or more. Default: 5.", "--interval");
    private static final Syntax SYNTAX = new Syntax(
            "jdock events",
            "Prints what a container uses, and when its memory ran out, as JSON, until the container ends.",
            List.of(ONCE, INTERVAL),
            List.of(Operand.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        String id = given.operand(0);
        int interval = given.number(INTERVAL, 5);
        if (interval < 1) {
            throw new IllegalArgumentException("--interval " + interval + ": at least one second");
        }
        OciRuntime runtime = top.runtime();
        CgroupStats stats = runtime.stats(id);
        print(top.out(), StatsReport.event(id, stats));
        while (!given.has(ONCE) && !runtime.awaitEnd(id, Duration.ofSeconds(interval))) {
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
                print(top.out(), StatsReport.outOfMemory(id));
            }
            print(top.out(), StatsReport.event(id, stats));
        }
        return 0;
    }

    private static long outOfMemoryKills(CgroupStats stats) {
        return stats.memory().map(CgroupStats.Memory::outOfMemoryKills).orElse(0L);
    }

    private static void print(PrintWriter out, JsonObject event) {
        out.println(Reports.compact(event));
        out.flush();
    }
}
