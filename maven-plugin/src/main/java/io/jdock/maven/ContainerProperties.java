package io.jdock.maven;

import io.jdock.service.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;

/** The properties by which a build knows of a container. */
final class ContainerProperties {
    /** Those that another container of the same alias has otherwise. */
    static Map<String, String> ofProcess(ServiceState state) {
        String alias = state.alias();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(name(alias, "id"), state.id());
        properties.put(name(alias, "pid"), String.valueOf(state.pid()));
        state.addresses().stream()
                .findFirst()
                .ifPresent(address -> properties.put(name(alias, "address"), address.getHostAddress()));
        return properties;
    }

    static String name(String alias, String property) {
        return "jdock." + alias + "." + property;
    }

    private ContainerProperties() {}
}
