package io.jdock.maven;

import io.jdock.service.Service;
import io.jdock.service.Services;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.maven.plugin.AbstractMojo;

/** Where the goals of one project find the containers that other goals have started: what Maven keeps for a plugin and project. */
final class BackgroundContainers {
    private static final String KEY = Services.class.getName();

    /** Those there are, or a place for the first. */
    static Services of(AbstractMojo goal) {
        Map<Object, Object> context = context(goal);
        synchronized (context) {
            return (Services) context.computeIfAbsent(KEY, key -> new Services());
        }
    }

    /** Empty if none was started. */
    static Optional<Services> existing(AbstractMojo goal) {
        Map<Object, Object> context = context(goal);
        synchronized (context) {
            return Optional.ofNullable((Services) context.get(KEY));
        }
    }

    /** Those that were started and not stopped, in their order. */
    static List<Service> all(AbstractMojo goal) {
        return existing(goal).map(Services::all).orElse(List.of());
    }

    /** The container of a name. */
    static Optional<Service> named(AbstractMojo goal, String alias) {
        return existing(goal).flatMap(services -> services.named(alias));
    }

    /** Puts what containers write into the log of the build. */
    static BiConsumer<String, String> log(AbstractMojo goal) {
        return (alias, line) -> goal.getLog().info("[" + alias + "] " + line);
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
