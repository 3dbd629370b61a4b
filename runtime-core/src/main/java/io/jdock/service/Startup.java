package io.jdock.service;

import io.jdock.kernel.DaemonThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts services beside each other, as far as their dependencies let it: all of them, or none. Used once. */
final class Startup {
    private final ServiceStarter starter;
    private final List<Service> begun = new ArrayList<>(); // guarded by this
    private @Nullable Exception failure; // guarded by this; the first one, which the others follow from

    Startup(ServiceStarter starter) {
        this.starter = starter;
    }

    /**
     * Returns when all are ready.
     *
     * @param ordered each after those of them that it depends on
     */
    List<Service> start(List<ServiceDescription> ordered) throws IOException, InterruptedException, ServiceException {
        Map<String, CompletableFuture<Service>> ready = new LinkedHashMap<>();
        for (ServiceDescription description : ordered) {
            CompletableFuture<?>[] before = description.dependsOn().stream()
                    .flatMap(alias -> Stream.ofNullable(ready.get(alias)))
                    .toArray(CompletableFuture[]::new);
            ready.put(
                    description.alias(),
                    CompletableFuture.allOf(before)
                            .thenApplyAsync(
                                    nothing -> startOrFail(description),
                                    new DaemonThreads("jdock starts " + description.alias())));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(ready.values().toArray(CompletableFuture[]::new));
        try {
            all.get();
        } catch (ExecutionException e) {
            takeDown(all);
            throwFailure();
        } catch (InterruptedException e) {
            fail(e);
            takeDown(all);
            throw e;
        }
        return ready.values().stream().map(CompletableFuture::join).toList();
    }

    private Service startOrFail(ServiceDescription description) {
        try {
            Service service = begin(description);
            service.awaitReady();
            return service;
        } catch (IOException | InterruptedException | ServiceException | RuntimeException e) {
            fail(e);
            throw new CompletionException(e);
        }
    }

    /** Nothing is waited for in here, so a failure elsewhere is at most one start of a container late. */
    private synchronized Service begin(ServiceDescription description) throws IOException, ServiceException {
        if (failure != null) {
            throw ServiceException.notReady(description.alias() + " was not started, because another failed");
        }
        Service service = starter.start(description);
        begun.add(service);
        return service;
    }

    private synchronized void fail(Exception e) {
        if (failure == null) {
            failure = e;
            begun.forEach(Service::kill);
        }
    }

    /** The end of its container ends each wait for a service, so that all comes to an end too. */
    private void takeDown(CompletableFuture<Void> all) {
        all.exceptionally(e -> null).join();
        synchronized (this) {
            begun.forEach(service -> service.container().onExit().join());
        }
    }

    private synchronized void throwFailure() throws IOException, InterruptedException, ServiceException {
        Exception first = failure;
        if (first instanceof IOException e) {
            throw e;
        } else if (first instanceof InterruptedException e) {
            throw e;
        } else if (first instanceof ServiceException e) {
            throw e;
        } else if (first instanceof RuntimeException e) {
            throw e;
        }
        throw new IllegalStateException("an error ended the start", first);
    }
}
