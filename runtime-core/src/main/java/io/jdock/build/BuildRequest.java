package io.jdock.build;

import io.jdock.image.ImageForm;
import io.jdock.image.dockerfile.Dockerfile;
import io.jdock.image.dockerfile.IgnoreRules;
import io.jdock.oci.Platform;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be built.
 *
 * @param context the directory whose files can be copied
 * @param ignored what of it cannot
 * @param arguments values of the variables that {@code ARG} declares
 * @param secrets files that commands may see, by their ids; what they say does not become part of the image by itself
 * @param target name or number of the stage to build; the last one if it is empty
 * @param noCache whether commands are executed even if their results are known
 * @param created the time that the image says it was made at
 * @param annotations of the image's manifest
 */
public record BuildRequest(
        Dockerfile dockerfile,
        Path context,
        IgnoreRules ignored,
        Map<String, String> arguments,
        Map<String, Path> secrets,
        Optional<String> target,
        Platform platform,
        boolean noCache,
        ImageForm form,
        Instant created,
        Map<String, String> annotations) {
    public BuildRequest {
        arguments = Map.copyOf(arguments);
        secrets = Map.copyOf(secrets);
        annotations = Map.copyOf(annotations);
    }
}
