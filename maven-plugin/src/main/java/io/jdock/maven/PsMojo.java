package io.jdock.maven;

import io.jdock.container.PublishedPort;
import io.jdock.service.Service;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Lists the containers that {@code jdock:start} has started in this project and that were not stopped since. */
@Mojo(name = "ps", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class PsMojo extends AbstractMojo {
    @Override
    public void execute() {
        List<Service> services = BackgroundContainers.all(this);
        if (services.isEmpty()) {
            getLog().info("No containers");
            return;
        }
        TextTable table = new TextTable("ALIAS", "ID", "STATE", "PORTS");
        for (Service service : services) {
            table.row(service.alias(), service.container().id(), state(service), ports(service));
        }
        table.lines().forEach(getLog()::info);
    }

    private static String ports(Service service) {
        return service.container().publishedPorts().stream()
                .map(PublishedPort::toString)
                .collect(Collectors.joining(", "));
    }

    private static String state(Service service) {
        OptionalInt status = service.exitStatus();
        return status.isPresent()
                ? "ended with exit status " + ExitStatus.of(service.container()).describe()
                : "running, pid " + service.container().pid();
    }
}
