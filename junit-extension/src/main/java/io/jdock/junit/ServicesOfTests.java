package io.jdock.junit;

import io.jdock.container.ImageProvider;
import io.jdock.container.Jdock;
import io.jdock.service.LogFile;
import io.jdock.service.Readiness;
import io.jdock.service.RestartPolicy;
import io.jdock.service.Service;
import io.jdock.service.ServiceDescription;
import io.jdock.service.ServiceException;
import io.jdock.service.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Services that run together: those of a class, of a test, or one that is reused. Closed by the store that holds it. */
final class ServicesOfTests implements AutoCloseable {
    private final Services services;
    private final List<ServiceContainer> started = new ArrayList<>();

    private ServicesOfTests(Services services) {
        this.services = services;
    }

    /**
     * Starts services, and returns when they are ready.
     *
     * @param named each by its name, unlike the others'; what they depend on is among them, or runs already
     * @param logs a directory for what they write
     * @param engine closed by its owner, after they are
     */
    static ServicesOfTests start(Map<String, ServiceContainer> named, Path logs, Jdock engine)
            throws IOException, InterruptedException, ServiceException {
        ServicesOfTests all = new ServicesOfTests(Services.sharing(engine));
        try {
            all.begin(named, logs);
            return all;
        } catch (IOException | InterruptedException | ServiceException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void begin(Map<String, ServiceContainer> named, Path logs)
            throws IOException, InterruptedException, ServiceException {
        List<ServiceDescription> descriptions = new ArrayList<>();
        for (Map.Entry<String, ServiceContainer> entry : named.entrySet()) {
            descriptions.add(description(entry.getKey(), entry.getValue(), named, logs));
        }
        for (Service service : services.start(descriptions, (name, line) -> {})) {
            ServiceContainer container = named.get(service.alias());
            container.started(service);
            started.add(container);
        }
    }

    private ServiceDescription description(
            String name, ServiceContainer container, Map<String, ServiceContainer> named, Path logs)
            throws IOException, InterruptedException {
        List<String> dependencies = new ArrayList<>();
        for (ServiceContainer other : container.settings().dependencies()) {
            if (other.service().isEmpty()) {
                dependencies.add(nameOf(other, named)
                        .orElseThrow(
                                () -> new ExtensionConfigurationException("'" + name + "' depends on a service that"
                                        + " is no @Container field here; keep it in one, so that it is started")));
            }
        }
        ServiceContainer.Described described = container
                .settings()
                .describe(image -> ImageProvider.usual(services.engine().host()).image(image));
        Readiness readiness = container.settings().ready();
        if (readiness.asksForHealth() && described.health().isEmpty()) {
            throw new ExtensionConfigurationException(
                    "'" + name + "' is waited for by its health check, and it has none:"
                            + " give withHealthCheck, or an image with a HEALTHCHECK");
        }
        return new ServiceDescription(
                name,
                dependencies,
                described.spec(),
                readiness,
                LogFile.at(logs.resolve(name + ".log")),
                RestartPolicy.never(),
                described.health(),
                described.image());
    }

    private static Optional<String> nameOf(ServiceContainer container, Map<String, ServiceContainer> named) {
        return named.entrySet().stream()
                .filter(entry -> entry.getValue() == container)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The only one, for others that are equal to it. */
    Service only() {
        return services.all().get(0);
    }

    @Override
    public void close() throws InterruptedException {
        services.stop(Optional.empty(), (name, status) -> {});
        started.forEach(ServiceContainer::stopped);
    }
}
