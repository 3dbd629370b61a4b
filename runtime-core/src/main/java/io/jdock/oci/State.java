package io.jdock.oci;

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
        @Required String ociVersion,
        @Required String id,
        @Required ContainerState status,
        @Nullable Long pid,
        @Required String bundle,
        Map<String, String> annotations) {
    public State {
        annotations = Values.copy(annotations);
    }
}
