package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;

/**
 * Programs that are run at moments of a container's life, each list in its order (config.md, "POSIX-platform Hooks").
 *
 * @param prestart on creation, before the root changes, in the runtime's namespaces; deprecated, before createRuntime
 * @param createRuntime on creation, before the root changes, in the runtime's namespaces
 * @param createContainer on creation, before the root changes, in the container's namespaces; paths are the host's
 * @param startContainer on start, before the application, in the container's namespaces; paths are the container's
 * @param poststart after the application has started, in the runtime's namespaces
 * @param poststop after the container has been deleted, in the runtime's namespaces
 */
public record Hooks(
        List<Hook> prestart,
        List<Hook> createRuntime,
        List<Hook> createContainer,
        List<Hook> startContainer,
        List<Hook> poststart,
        List<Hook> poststop) {
    /** No hook at all. */
    public static final Hooks NONE = new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public Hooks {
        prestart = List.copyOf(prestart);
        createRuntime = List.copyOf(createRuntime);
        createContainer = List.copyOf(createContainer);
        startContainer = List.copyOf(startContainer);
        poststart = List.copyOf(poststart);
        poststop = List.copyOf(poststop);
    }

    static Hooks fromJson(JsonValue json) {
        return new Hooks(
                json.at("prestart").list(Hook::fromJson),
                json.at("createRuntime").list(Hook::fromJson),
                json.at("createContainer").list(Hook::fromJson),
                json.at("startContainer").list(Hook::fromJson),
                json.at("poststart").list(Hook::fromJson),
                json.at("poststop").list(Hook::fromJson));
    }

    /** Whether any run outside of the container before its root changes. */
    public boolean hasOuter() {
        return !prestart.isEmpty() || !createRuntime.isEmpty();
    }

    /** Whether any run in the container's namespaces. */
    public boolean hasInner() {
        return !createContainer.isEmpty() || !startContainer.isEmpty();
    }

    JsonObject toJson() {
        return new JsonObject()
                .putList("prestart", prestart, Hook::toJson)
                .putList("createRuntime", createRuntime, Hook::toJson)
                .putList("createContainer", createContainer, Hook::toJson)
                .putList("startContainer", startContainer, Hook::toJson)
                .putList("poststart", poststart, Hook::toJson)
                .putList("poststop", poststop, Hook::toJson);
    }
}
