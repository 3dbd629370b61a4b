package io.jdock.junit;

import io.jdock.container.Jdock;
import io.jdock.host.HostException;
import io.jdock.service.Service;
import io.jdock.service.ServiceException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Does what {@link Contained} says. Services are kept in the store of the class or test that they belong to, which closes them
 * with itself; reused ones in that of the whole run.
 */
final class ContainedExtension
        implements ExecutionCondition,
                BeforeAllCallback,
                BeforeEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(ContainedExtension.class);

    /** A configuration parameter of JUnit: the directory for what services write. */
    private static final String LOGS = "jdock.logs";

    private static final String DEFAULT_LOGS = "target/jdock";

    // ---- whether

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean asked = AnnotationSupport.findAnnotation(context.getElement(), Contained.class)
                .filter(Contained::disabledWithoutContainers)
                .isPresent();
        if (asked) {
            try (Jdock engine = Jdock.open()) {
                return ConditionEvaluationResult.enabled("containers can be made: " + engine.host());
            } catch (HostException e) {
                return ConditionEvaluationResult.disabled(e.getMessage());
            }
        }
        return ConditionEvaluationResult.enabled("nothing was asked");
    }

    // ---- start

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Map<String, ServiceContainer> services = new LinkedHashMap<>();
        collect(context.getRequiredTestClass(), null, services);
        start(context, services);
    }

    /** Static ones are still to be started if the method alone is annotated. */
    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        start(context, visible(context));
    }

    private static void start(ExtensionContext context, Map<String, ServiceContainer> services) throws Exception {
        Map<String, ServiceContainer> own = new LinkedHashMap<>();
        Path logs = Path.of(context.getConfigurationParameter(LOGS).orElse(DEFAULT_LOGS))
                .resolve(context.getRequiredTestClass().getSimpleName())
                .toAbsolutePath();
        for (Map.Entry<String, ServiceContainer> entry : services.entrySet()) {
            ServiceContainer container = entry.getValue();
            if (container.service().isPresent()) {
                continue;
            }
            if (container.settings().reuse()) {
                container.started(reused(context, entry.getKey(), container, logs));
            } else {
                own.put(entry.getKey(), container);
            }
        }
        if (!own.isEmpty()) {
            context.getStore(NAMESPACE).put(context.getUniqueId(), ServicesOfTests.start(own, logs, engine(context)));
        }
    }

    /** One for the whole run: networks are an engine's, so services that start apart are on the same. */
    private static Jdock engine(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Jdock.class, unused -> Jdock.open(), Jdock.class);
    }

    private static Service reused(ExtensionContext context, String name, ServiceContainer container, Path logs) {
        if (!container.settings().dependencies().isEmpty()) {
            throw new ExtensionConfigurationException(
                    "'" + name + "' is to be reused and depends on others, which may have ended before it is");
        }
        Object key = container.settings().key();
        Jdock engine = engine(context); // before the service, so that it is closed after it
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(key, unused -> startAlone(name, container, logs, engine), ServicesOfTests.class)
                .only();
    }

    private static ServicesOfTests startAlone(String name, ServiceContainer container, Path logs, Jdock engine) {
        try {
            return ServicesOfTests.start(Map.of(name, container), logs, engine);
        } catch (IOException | ServiceException e) {
            throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExtensionConfigurationException("interrupted while '" + name + "' was started", e);
        }
    }

    // ---- fields

    /** What a test can see: the fields of its instances, and the static ones of their classes. */
    private static Map<String, ServiceContainer> visible(ExtensionContext context) {
        Map<String, ServiceContainer> services = new LinkedHashMap<>();
        if (context.getTestInstances().isPresent()) {
            for (Object instance : context.getTestInstances().get().getAllInstances()) {
                collect(instance.getClass(), instance, services);
            }
        } else {
            context.getTestClass().ifPresent(type -> collect(type, null, services));
        }
        return services;
    }

    private static void collect(Class<?> type, @Nullable Object instance, Map<String, ServiceContainer> services) {
        Predicate<Field> wanted = instance == null ? ModifierSupport::isStatic : field -> true;
        for (Field field :
                AnnotationSupport.findAnnotatedFields(type, Container.class, wanted, HierarchyTraversalMode.TOP_DOWN)) {
            ServiceContainer container = value(field, instance);
            String name = container.settings().name().orElse(field.getName());
            ServiceContainer other = services.put(name, container);
            if (other != null && other != container) {
                throw new ExtensionConfigurationException(
                        "two services are named '" + name + "'; name one of them by ServiceContainer.named: " + field);
            }
        }
    }

    private static ServiceContainer value(Field field, @Nullable Object instance) {
        try {
            Object owner = ModifierSupport.isStatic(field) ? null : instance;
            if (ReflectionSupport.tryToReadFieldValue(field, owner).get() instanceof ServiceContainer container) {
                return container;
            }
        } catch (Exception e) {
            throw new ExtensionConfigurationException("cannot read " + field, e);
        }
        throw new ExtensionConfigurationException("@Container is for fields that hold a ServiceContainer: " + field);
    }

    // ---- failures

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(context, failure);
    }

    private static Throwable withLogs(ExtensionContext context, Throwable failure) {
        List<String> logs = new ArrayList<>();
        visible(context)
                .forEach((name, container) -> container
                        .service()
                        .map(service ->
                                "service '" + name + "' " + state(service) + refused(service) + service.lastLines())
                        .ifPresent(logs::add));
        if (!logs.isEmpty()) {
            failure.addSuppressed(new ServiceLogs(String.join("\n", logs)));
        }
        return failure;
    }

    private static String refused(Service service) {
        String all = service.container().refusedConnections().stream()
                .map(Object::toString)
                .collect(Collectors.joining("\n    "));
        return all.isEmpty() ? "" : "; it was refused by its egress rules:\n    " + all + "\n  ";
    }

    private static String state(Service service) {
        OptionalInt status = service.exitStatus();
        return status.isPresent() ? "has ended with exit status " + status.getAsInt() : "is running";
    }
}
