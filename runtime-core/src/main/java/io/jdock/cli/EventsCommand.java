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
    private static final Option INTERVAL =
            Option.of("<time>", "How often: seconds, or with h, m, s or ms. Default: 5s.", "--interval");
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
        Duration interval = interval(given.text(INTERVAL).orElse("5s"));
        OciRuntime runtime = top.runtime();
        CgroupStats stats = runtime.stats(id);
        print(top.out(), StatsReport.event(id, stats));
        while (!given.has(ONCE) && !runtime.awaitEnd(id, interval)) {
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

    /** As programs write it that are made for runc: a duration of Go's, of one unit. */
    static Duration interval(String text) {
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        try {
            long number = Long.parseLong(text.substring(0, unit));
            Duration interval = switch (text.substring(unit)) {
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                case "", "s" -> Duration.ofSeconds(number);
                case "ms" -> Duration.ofMillis(number);
                default -> Duration.ZERO;
            };
            if (interval.toMillis() > 0) {
                return interval;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new UsageException("--interval " + text + " is no time such as 5s");
        }
        throw new UsageException("--interval " + text + " is no time such as 5s");
    }

    private static long outOfMemoryKills(CgroupStats stats) {
        return stats.memory().map(CgroupStats.Memory::outOfMemoryKills).orElse(0L);
    }

    private static void print(PrintWriter out, JsonObject event) {
        out.println(Reports.compact(event));
        out.flush();
    }
}
