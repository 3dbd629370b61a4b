package io.jdock.maven.service;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.NetworkMode;
import io.jdock.container.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The services of one project. They end with the JVM, if they were not stopped before. Safe for use by several threads. */
public final class Services {
    private final Map<String, Service> running = new LinkedHashMap<>(); // guarded by this
    private final Jdock jdock = Jdock.open();
    private final Thread hook = new Thread(jdock::close, "jdock stops services");

    /**
     * None yet.
     *
     * @throws io.jdock.host.HostException if no container can be started on this machine
     */
    public Services() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public Jdock engine() {
        return jdock;
    }

    /**
     * Starts a service and returns when it is ready. One that does not get ready is stopped.
     *
     * @param log a file for what it writes
     * @param listener is told the lines it writes, after its alias
     * @throws IllegalArgumentException if there is one of this name already
     */
    public synchronized Service start(
            String alias, ContainerSpec spec, Readiness readiness, Path log, BiConsumer<String, String> listener)
            throws IOException, InterruptedException, ServiceException {
        if (running.containsKey(alias)) {
            throw new IllegalArgumentException(
                    "alias: there is a container '" + alias + "' already; name the other one");
        }
        Container container =
                jdock.start(spec.toBuilder().streams(new Streams.Pipes()).build());
        try {
            container.getOutputStream().close();
            ServiceLog lines = new ServiceLog(container, log, line -> listener.accept(alias, line), readiness.log());
            Service service = new Service(alias, container, lines, readiness, spec.network() == NetworkMode.HOST);
            service.awaitReady();
            running.put(alias, service);
            return service;
        } catch (IOException | InterruptedException | ServiceException | RuntimeException e) {
            container.destroyForcibly();
            throw e;
        }
    }

    /** The service of a name. */
    public synchronized Optional<Service> named(String alias) {
        return Optional.ofNullable(running.get(alias));
    }

    /**
     * Stops services, the latest first, and ends the engine with the last of them.
     *
     * @param alias of the only one to stop; empty for all
     * @param told what was stopped, and its exit status
     * @return whether none is left, and no more can be started
     */
    public synchronized boolean stop(Optional<String> alias, BiConsumer<String, Integer> told)
            throws InterruptedException {
        List<Service> all = new ArrayList<>(running.values());
        Collections.reverse(all);
        for (Service service : all) {
            if (alias.isEmpty() || alias.get().equals(service.alias())) {
                told.accept(service.alias(), service.stop());
                running.remove(service.alias());
            }
        }
        if (running.isEmpty()) {
            close();
        }
        return running.isEmpty();
    }

    private void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is exiting, and the hook at work
        }
        jdock.close();
    }
}
