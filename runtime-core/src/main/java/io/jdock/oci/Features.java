package io.jdock.oci;

import io.jdock.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What a runtime can do, whatever the host offers (features.md). In the specification an absent property means that
 * nothing is known of a feature; a runtime knows its own features, so everything is written here, even empty lists.
 *
 * @param ociVersionMin the oldest version of the specification that is understood
 * @param ociVersionMax the newest
 * @param hooks names of the hooks that are run
 * @param mountOptions names of mount options that are understood, without those of single file systems
 * @param annotations anything else about the runtime
 * @param potentiallyUnsafeConfigAnnotations annotations of a configuration that change what the runtime does; one that
 *     ends with a dot stands for all that begin so
 */
public record Features(
        String ociVersionMin,
        String ociVersionMax,
        List<String> hooks,
        List<String> mountOptions,
        LinuxFeatures linux,
        Map<String, String> annotations,
        List<String> potentiallyUnsafeConfigAnnotations) {
    public Features {
        hooks = List.copyOf(hooks);
        mountOptions = List.copyOf(mountOptions);
        annotations = Values.copy(annotations);
        potentiallyUnsafeConfigAnnotations = List.copyOf(potentiallyUnsafeConfigAnnotations);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("ociVersionMin", ociVersionMin)
                .put("ociVersionMax", ociVersionMax)
                .put("hooks", hooks)
                .put("mountOptions", mountOptions)
                .put("linux", linux.toJson())
                .put("annotations", annotations)
                .put("potentiallyUnsafeConfigAnnotations", potentiallyUnsafeConfigAnnotations);
    }
}
