package io.jdock.service;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The services of one project. They end with the JVM, if they were not stopped before. Safe for use by several threads. */
public final class Services {
    private final Map<String, Service> running = new LinkedHashMap<>(); // guarded by this
    private final Jdock jdock;
    private final boolean shared;
    private final Thread hook;
    private boolean serving; // guarded by this

    /**
     * None yet.
     *
     * @throws io.jdock.host.HostException if no container can be started on this machine
     */
    public Services() {
        this(Jdock.open(), false);
    }

    private Services(Jdock engine, boolean shared) {
        this.jdock = engine;
        this.shared = shared;
        this.hook = new Thread(engine::close, "jdock stops services");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * None yet. Those that share an engine share its networks too.
     *
     * @param engine whose owner closes it after the last of them is stopped
     */
    public static Services sharing(Jdock engine) {
        return new Services(engine, true);
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
    public synchronized List<Service> start(List<ServiceDescription> services, BiConsumer<String, LogLine> listener)
            throws IOException, InterruptedException, ServiceException {
        List<ServiceDescription> ordered = StartOrder.of(services, running.keySet());
        ServiceStarter starter = new ServiceStarter(jdock, listener);
        List<Service> started = new Startup(starter).start(ordered);
        started.forEach(service -> keep(service, starter, 0));
        return started;
    }

    /**
     * Stops a service, if it still runs, starts it again in a new container on the same ports of this machine, and returns when it is
     * ready. If it does not get ready, it is ended.
     *
     * @param listener is told the lines that it writes, after its alias
     * @throws ServiceException if there is none of this name, or it does not get ready
     */
    public synchronized Service restart(String alias, BiConsumer<String, LogLine> listener)
            throws IOException, InterruptedException, ServiceException {
        Service old = named(alias)
                .orElseThrow(() -> ServiceException.ofField("alias", "there is no container '" + alias + "'"));
        old.stop();
        ServiceStarter starter = new ServiceStarter(jdock, listener);
        Service service = starter.startAgain(old);
        keep(service, starter, 0);
        try {
            service.awaitReady();
        } catch (IOException | InterruptedException | ServiceException e) {
            service.kill();
            throw e;
        }
        return service;
    }

    private void keep(Service service, ServiceStarter starter, int restarts) {
        running.put(service.alias(), service);
        service.watchHealth();
        RestartPolicy policy = service.description().restart();
        if (policy.attempts() > 0) {
            Executor later =
                    CompletableFuture.delayedExecutor(policy.pause(restarts).toNanos(), TimeUnit.NANOSECONDS);
            var unused = service.container().onExit().thenRunAsync(() -> revive(service, starter, restarts), later);
        }
    }

    /** Starts a service again that has ended by itself, if its policy wants it. */
    private synchronized void revive(Service ended, ServiceStarter starter, int restarts) {
        int status = ended.container().exitValue();
        boolean known = running.get(ended.alias()) == ended;
        if (!known || ended.dismissed() || !ended.description().restart().allows(status, restarts)) {
            return;
        }
        starter.listener()
                .accept(ended.alias(), LogLine.unstamped("(ended with exit status " + status + "; started again)"));
        try {
            keep(starter.startAgain(ended), starter, restarts + 1);
        } catch (IOException e) {
            starter.listener()
                    .accept(ended.alias(), LogLine.unstamped("(cannot be started again: " + e.getMessage() + ")"));
        }
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
     * Has the engine start a container for each execution of a file, as {@link Jdock#serve} says. It does so until the JVM ends, since
     * nobody can tell when the last one was.
     */
    public synchronized void serve(ContainerSpec spec, Jdock.Change change, Path file, Path socket) throws IOException {
        jdock.serve(spec, change, file, socket);
        serving = true;
    }

    /**
     * Stops services, the latest first, and ends the engine with the last of them, unless it serves a file.
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
        boolean over = running.isEmpty() && !serving;
        if (over) {
            close();
        }
        return over;
    }

    /**
     * Stops all services, and ends the engine, whatever it serves.
     *
     * @param told what was stopped, and its exit status
     */
    public synchronized void end(BiConsumer<Service, Integer> told) throws InterruptedException {
        if (!stop(Optional.empty(), told)) {
            close();
        }
    }

    /** Makes room for another one with the name of one that has ended by itself; the engine goes on. */
    synchronized void forget(Service ended) {
        running.remove(ended.alias(), ended);
    }

    private void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is exiting, and the hook at work
        }
        if (!shared) {
            jdock.close();
        }
    }
}
