package io.jdock.oci;

import io.jdock.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a seccomp listener gets with the descriptors (config-linux.md, "The Container Process State").
 *
 * @param ociVersion of the specification that this state complies with
 * @param fds names of the descriptors, in their order
 * @param pid of the process, as the runtime sees it
 * @param metadata {@link LinuxSeccomp#listenerMetadata()}
 */
public record ContainerProcessState(
        String ociVersion,
        List<String> fds,
        long pid,
        @Nullable String metadata,
        State state) {
    /** The name of the descriptor that seccomp(2) returns. */
    public static final String SECCOMP_FD = "seccompFd";

    public ContainerProcessState {
        fds = List.copyOf(fds);
        metadata = Values.text(metadata);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("ociVersion", ociVersion)
                .putIfPresent("fds", fds)
                .put("pid", pid)
                .putIfPresent("metadata", metadata)
                .put("state", state.toJson());
    }
}
