package io.jdock.maven;

import io.jdock.container.ByteSize;
import io.jdock.container.Usage;
import io.jdock.maven.value.TimeSpan;
import io.jdock.service.BackgroundService;
import io.jdock.service.ServiceState;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What containers use, a row for each. A share of the processor is that since the last time that the table was asked for. */
final class UsageTable {
    private final List<BackgroundService> services;
    private final Map<BackgroundService, Sample> samples = new HashMap<>();

    /**
     * What the processors had done for a container at some time.
     *
     * @param time of {@link System#nanoTime}
     */
    private record Sample(long time, long cpuNanos) {}

    UsageTable(List<BackgroundService> services) throws IOException {
        this.services = services;
        for (BackgroundService service : services) {
            sample(service, service.usage());
        }
    }

    /** The head and the rows. */
    List<String> lines() throws IOException {
        TextTable table = new TextTable("ALIAS", "ID", "CPU", "CPU TIME", "MEMORY", "TASKS");
        for (BackgroundService service : services) {
            ServiceState state = service.state();
            if (state.isAlive()) {
                Usage usage = service.usage();
                table.row(
                        service.alias(),
                        state.id(),
                        share(service, usage),
                        usage.cpuNanos().isEmpty()
                                ? "-"
                                : TimeSpan.describe(
                                        Duration.ofNanos(usage.cpuNanos().getAsLong())),
                        memory(usage) + limit(state),
                        usage.tasks().isEmpty()
                                ? "-"
                                : Long.toString(usage.tasks().getAsLong()));
            } else {
                table.row(service.alias(), state.id(), "-", "-", "-", "0");
            }
        }
        return table.lines();
    }

    /** In percent of one processor. */
    private String share(BackgroundService service, Usage usage) {
        Sample before = samples.get(service);
        sample(service, usage);
        Sample now = samples.get(service);
        if (before == null || now == null) {
            return "-";
        }
        return String.format(
                Locale.ROOT, "%.1f %%", 100.0 * (now.cpuNanos - before.cpuNanos) / (now.time - before.time));
    }

    private void sample(BackgroundService service, Usage usage) {
        usage.cpuNanos().ifPresent(nanos -> samples.put(service, new Sample(System.nanoTime(), nanos)));
    }

    private static String memory(Usage usage) {
        OptionalLong memory = usage.memory();
        return memory.isEmpty() ? "-" : ByteSize.describe(memory.getAsLong());
    }

    private static String limit(ServiceState state) {
        return state.memory().isPresent()
                ? " of " + ByteSize.describe(state.memory().getAsLong())
                : "";
    }
}
