package io.jdock.maven;

import io.jdock.container.TerminalRelay;
import io.jdock.service.BackgroundService;
import io.jdock.service.DetachedServices;
import io.jdock.service.LogLine;
import io.jdock.service.Service;
import io.jdock.service.ServiceState;
import io.jdock.service.Services;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Where the goals of one project find the containers that other goals have started: what Maven keeps for a plugin and project. */
final class BackgroundContainers {
    private static final String KEY = Services.class.getName();
    private static final String PREFIXES = LogPrefixes.class.getName();

    /**
     * Those there are, or a place for the first. What no goal stops is stopped at the end of the session.
     *
     * @param session null where Maven has given none: then it is stopped at the end of the JVM
     */
    static Services of(AbstractMojo goal, @Nullable MavenSession session) {
        Map<Object, Object> context = context(goal);
        synchronized (context) {
            Services services = (Services) context.get(KEY);
            if (services == null) {
                services = new Services();
                context.put(KEY, services);
                if (session != null) {
                    SessionEnd.add(session, () -> end(goal));
                }
            }
            return services;
        }
    }

    private static void end(AbstractMojo goal) {
        Optional<Services> left = existing(goal);
        forget(goal);
        if (left.isPresent()) {
            try {
                left.get().end((service, status) -> tellStopped(service, goal.getLog()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // they end with the JVM
            }
        }
    }

    /** Says how one has ended that was stopped, and what it was refused. */
    static void tellStopped(Service service, Log log) {
        tellStopped(service.state(), log);
        RefusedConnections.tell(service.alias(), service.container(), log);
    }

    static void tellStopped(ServiceState state, Log log) {
        log.info("Stopped " + state.alias() + ", exit status "
                + ExitStatus.of(state).describe());
    }

    /** Empty if none was started. */
    static Optional<Services> existing(AbstractMojo goal) {
        Map<Object, Object> context = context(goal);
        synchronized (context) {
            return Optional.ofNullable((Services) context.get(KEY));
        }
    }

    /** Those that were started in this build and not stopped, in their order. */
    static List<Service> all(AbstractMojo goal) {
        return existing(goal).map(Services::all).orElse(List.of());
    }

    /** Those of the project that outlive builds. */
    static List<ServiceState> detached(MavenProject project) throws IOException {
        Optional<DetachedServices> services = DetachedContainers.find(project);
        return services.isPresent() ? services.get().all() : List.of();
    }

    /** Those of this build, and then the detached ones. */
    static List<BackgroundService> everyOne(AbstractMojo goal, MavenProject project) throws IOException {
        List<BackgroundService> all = new ArrayList<>(all(goal));
        Optional<DetachedServices> detached = DetachedContainers.find(project);
        if (detached.isPresent()) {
            all.addAll(detached.get().services());
        }
        return all;
    }

    /** The container of a name: of this build, or else a detached one. */
    static Optional<BackgroundService> named(AbstractMojo goal, MavenProject project, String alias) throws IOException {
        Optional<Service> own = existing(goal).flatMap(services -> services.named(alias));
        Optional<DetachedServices> detached = DetachedContainers.find(project);
        if (own.isPresent() || detached.isEmpty()) {
            return own.map(service -> service);
        }
        return detached.get().named(alias).map(service -> service);
    }

    /**
     * Puts what containers write into the log of the build.
     *
     * @param session null where Maven has given none, and there are no colours
     */
    static BiConsumer<String, LogLine> log(AbstractMojo goal, @Nullable MavenSession session) throws IOException {
        Map<Object, Object> context = context(goal);
        boolean coloured = session != null && areColoured(session);
        LogPrefixes prefixes;
        synchronized (context) {
            prefixes = (LogPrefixes) context.computeIfAbsent(PREFIXES, key -> new LogPrefixes());
        }
        return (alias, line) -> goal.getLog().info(prefixes.of(alias, coloured) + line.text());
    }

    private static boolean areColoured(MavenSession session) throws IOException {
        return LogPrefixes.areColoured(
                session.getUserProperties().getProperty("style.color", "auto"),
                session.getRequest().isInteractiveMode(),
                TerminalRelay.terminal().isPresent());
    }

    static void forget(AbstractMojo goal) {
        Map<Object, Object> context = context(goal);
        synchronized (context) {
            context.remove(KEY);
        }
    }

    @SuppressWarnings("unchecked") // Maven's API is older than generics
    private static Map<Object, Object> context(AbstractMojo goal) {
        return goal.getPluginContext();
    }

    private BackgroundContainers() {}
}
