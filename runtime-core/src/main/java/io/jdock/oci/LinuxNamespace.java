package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that is made or joined; kinds that are not listed are the runtime's own (config-linux.md, "Namespaces").
 *
 * @param path absolute path of the namespace to join; null makes a new one
 */
public record LinuxNamespace(
        LinuxNamespaceType type, @Nullable String path) {
    public LinuxNamespace {
        path = Values.text(path);
    }

    /** A new namespace. */
    public static LinuxNamespace create(LinuxNamespaceType type) {
        return new LinuxNamespace(type, null);
    }

    /** The namespace at a path such as {@code /proc/1234/ns/net}. */
    public static LinuxNamespace join(LinuxNamespaceType type, String path) {
        return new LinuxNamespace(type, path);
    }

    static LinuxNamespace fromJson(JsonValue json) {
        return new LinuxNamespace(
                LinuxNamespaceType.fromJson(json.at("type")), json.at("path").textOrNull());
    }

    JsonObject toJson() {
        return new JsonObject().put("type", type.json()).putIfPresent("path", path);
    }
}
