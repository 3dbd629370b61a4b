package io.jdock.service;

import io.jdock.container.Jdock;
import java.io.IOException;
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
     * Starts services, each as soon as those that it depends on are ready, and returns when all are ready. If one does not get
     * ready, all of them are ended.
     *
     * @param listener is told the lines that they write, after their alias
     * @return each after those that it depends on
     * @throws ServiceException if one does not get ready; with a field if a name is taken or unknown, or services depend on each
     *     other: then none was started
     */
    public synchronized List<Service> start(List<ServiceDescription> services, BiConsumer<String, String> listener)
            throws IOException, InterruptedException, ServiceException {
        List<ServiceDescription> ordered = StartOrder.of(services, running.keySet());
        List<Service> started = new Startup(jdock, listener).start(ordered);
        started.forEach(service -> running.put(service.alias(), service));
        return started;
    }

    /** Those that were started and not stopped, in their order; some may have ended by themselves. */
    public synchronized List<Service> all() {
        return List.copyOf(running.values());
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
    public synchronized boolean stop(Optional<String> alias, BiConsumer<Service, Integer> told)
            throws InterruptedException {
        List<Service> all = new ArrayList<>(running.values());
        Collections.reverse(all);
        for (Service service : all) {
            if (alias.isEmpty() || alias.get().equals(service.alias())) {
                told.accept(service, service.stop());
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
