package io.jdock.maven;

import io.jdock.container.Container;
import io.jdock.container.Usage;
import io.jdock.maven.value.ByteSize;
import io.jdock.maven.value.TimeSpan;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxResources;
import io.jdock.service.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What containers use, a row for each. A share of the processor is that since the last time that the table was asked for. */
final class UsageTable {
    private final List<Service> services;
    private final Map<Service, Sample> samples = new HashMap<>();

    /**
     * What the processors had done for a container at some time.
     *
     * @param time of {@link System#nanoTime}
     */
    private record Sample(long time, long cpuNanos) {}

    UsageTable(List<Service> services) throws IOException {
        this.services = services;
        for (Service service : services) {
            sample(service, service.container().usage());
        }
    }

    /** The head and the rows. */
    List<String> lines() throws IOException {
        TextTable table = new TextTable("ALIAS", "ID", "CPU", "CPU TIME", "MEMORY", "TASKS");
        for (Service service : services) {
            Container container = service.container();
            if (container.isAlive()) {
                Usage usage = container.usage();
                table.row(
                        service.alias(),
                        container.id(),
                        share(service, usage),
                        usage.cpuNanos().isEmpty()
                                ? "-"
                                : TimeSpan.describe(
                                        Duration.ofNanos(usage.cpuNanos().getAsLong())),
                        memory(usage) + limit(container),
                        usage.tasks().isEmpty()
                                ? "-"
                                : Long.toString(usage.tasks().getAsLong()));
            } else {
                table.row(service.alias(), container.id(), "-", "-", "-", "0");
            }
        }
        return table.lines();
    }

    /** In percent of one processor. */
    private String share(Service service, Usage usage) {
        Sample before = samples.get(service);
        sample(service, usage);
        Sample now = samples.get(service);
        if (before == null || now == null) {
            return "-";
        }
        return String.format(
                Locale.ROOT, "%.1f %%", 100.0 * (now.cpuNanos - before.cpuNanos) / (now.time - before.time));
    }

    private void sample(Service service, Usage usage) {
        usage.cpuNanos().ifPresent(nanos -> samples.put(service, new Sample(System.nanoTime(), nanos)));
    }

    private static String memory(Usage usage) {
        OptionalLong memory = usage.memory();
        return memory.isEmpty() ? "-" : ByteSize.describe(memory.getAsLong());
    }

    private static String limit(Container container) {
        return Optional.ofNullable(container.spec().linux().resources())
                .map(LinuxResources::memory)
                .map(LinuxMemory::limit)
                .map(bytes -> " of " + ByteSize.describe(bytes))
                .orElse("");
    }
}
