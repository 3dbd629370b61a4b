package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a container; hooks get it on standard input (runtime.md, "State").
 *
 * @param ociVersion of the specification that this state complies with
 * @param id of the container
 * @param pid of the container's first process, as the reader sees it; null before it is there and when it has ended
 * @param bundle absolute path of the bundle
 * @param annotations of the configuration
 */
public record State(
        String ociVersion,
        String id,
        ContainerState status,
        @Nullable Long pid,
        String bundle,
        Map<String, String> annotations) {
    public State {
        annotations = Values.copy(annotations);
    }

    static State fromJson(JsonValue json) {
        return new State(
                json.at("ociVersion").text(),
                json.at("id").text(),
                ContainerState.fromJson(json.at("status")),
                json.at("pid").int64OrNull(),
                json.at("bundle").text(),
                json.at("annotations").textMap());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("ociVersion", ociVersion)
                .put("id", id)
                .put("status", status.json())
                .putIfPresent("pid", pid)
                .put("bundle", bundle)
                .putIfPresent("annotations", annotations);
    }
}
