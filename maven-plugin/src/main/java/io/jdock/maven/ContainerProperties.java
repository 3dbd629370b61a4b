package io.jdock.maven;

import io.jdock.container.Container;
import java.util.LinkedHashMap;
import java.util.Map;

/** The properties by which a build knows of a container. */
final class ContainerProperties {
    /** Those that another container of the same alias has otherwise. */
    static Map<String, String> ofProcess(String alias, Container container) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(name(alias, "id"), container.id());
        properties.put(name(alias, "pid"), String.valueOf(container.pid()));
        container.addresses().stream()
                .findFirst()
                .ifPresent(address -> properties.put(name(alias, "address"), address.getHostAddress()));
        return properties;
    }

    static String name(String alias, String property) {
        return "jdock." + alias + "." + property;
    }

    private ContainerProperties() {}
}
