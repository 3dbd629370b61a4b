package io.jdock.eclipse.ui.views;

import io.jdock.container.ByteSize;
import io.jdock.container.PublishedPort;
import io.jdock.eclipse.core.ContainerSnapshot;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.eclipse.osgi.util.NLS;

/** What the columns say about a container. */
final class ContainerText {
    private ContainerText() {}

    static String name(ContainerSnapshot row) {
        return row.started().name();
    }

    static String system(ContainerSnapshot row) {
        return row.started().system();
    }

    static String state(ContainerSnapshot row) {
        return switch (row.state()) {
            case RUNNING -> Messages.ContainerText_running;
            case PAUSED -> Messages.ContainerText_paused;
            case ENDED -> NLS.bind(Messages.ContainerText_ended, row.exitStatus());
            case OUT_OF_MEMORY -> Messages.ContainerText_outOfMemory;
        };
    }

    /** As this machine numbers it. */
    static String pid(ContainerSnapshot row) {
        return row.alive() ? Long.toString(row.started().container().pid()) : "";
    }

    /** Empty where it is not measured. */
    static String processors(ContainerSnapshot row) {
        OptionalDouble now = row.usage().processorsNow();
        return row.alive() && now.isPresent() ? String.format("%.0f %%", 100 * now.getAsDouble()) : "";
    }

    /** Empty where it is not measured. */
    static String memory(ContainerSnapshot row) {
        OptionalLong now = row.usage().memoryNow();
        return row.alive() && now.isPresent() ? ByteSize.describe(now.getAsLong()) : "";
    }

    static String ports(ContainerSnapshot row) {
        return row.started().container().publishedPorts().stream()
                .map(PublishedPort::toString)
                .collect(Collectors.joining(", "));
    }

    static String started(ContainerSnapshot row) {
        return DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM)
                .withZone(ZoneId.systemDefault())
                .format(row.started().started());
    }

    static String id(ContainerSnapshot row) {
        return row.started().container().id();
    }
}
