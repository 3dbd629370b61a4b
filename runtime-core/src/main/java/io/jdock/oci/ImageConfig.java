package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is run in an image unless the container says otherwise (image-spec, config.md). The JSON properties begin with a
 * capital letter.
 *
 * @param user name or number, and after a colon possibly the group
 * @param exposedPorts such as {@code 8080/tcp}; without a protocol it is TCP
 * @param env each {@code NAME=value}
 * @param entrypoint the program and its first arguments
 * @param cmd further arguments, or the program too if there is no entrypoint
 * @param volumes directories that the application writes to
 * @param workingDir of the application
 * @param labels free data about the image
 * @param stopSignal such as {@code SIGTERM} or {@code SIGRTMIN+3}
 * @param healthcheck how to find out whether the application works; Docker's, not in the specification
 * @param onBuild instructions of a Dockerfile, which a build on top of this image begins with; Docker's
 * @param shell what the shell form of instructions is given to, such as {@code [/bin/sh, -c]}; Docker's
 * @param others properties that this record does not know, for whoever builds on the image or reads it with other tools
 */
public record ImageConfig(
        @JsonProperty("User") @Nullable String user,
        @JsonProperty("ExposedPorts") @KeySet Set<String> exposedPorts,
        @JsonProperty("Env") List<String> env,
        @JsonProperty("Entrypoint") List<String> entrypoint,
        @JsonProperty("Cmd") List<String> cmd,
        @JsonProperty("Volumes") @KeySet Set<String> volumes,
        @JsonProperty("WorkingDir") @Nullable String workingDir,
        @JsonProperty("Labels") Map<String, String> labels,
        @JsonProperty("StopSignal") @Nullable String stopSignal,
        @JsonProperty("Healthcheck") @Nullable Healthcheck healthcheck,
        @JsonProperty("OnBuild") List<String> onBuild,
        @JsonProperty("Shell") List<String> shell,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    /** Nothing is said. */
    public static final ImageConfig NONE = builder().build();

    public ImageConfig {
        user = Values.text(user);
        exposedPorts = Values.copy(exposedPorts);
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        volumes = Values.copy(volumes);
        workingDir = Values.text(workingDir);
        labels = Values.copy(labels);
        stopSignal = Values.text(stopSignal);
        healthcheck = Healthcheck.NONE.equals(healthcheck) ? null : healthcheck;
        onBuild = List.copyOf(onBuild);
        shell = List.copyOf(shell);
        // Jackson passes null where there are none.
        others = Values.copy(Objects.requireNonNullElse(others, Map.of()));
    }

    /** A builder of an empty record. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.user = user;
        builder.exposedPorts = exposedPorts;
        builder.env = env;
        builder.entrypoint = entrypoint;
        builder.cmd = cmd;
        builder.volumes = volumes;
        builder.workingDir = workingDir;
        builder.labels = labels;
        builder.stopSignal = stopSignal;
        builder.healthcheck = healthcheck;
        builder.onBuild = onBuild;
        builder.shell = shell;
        builder.others = others;
        return builder;
    }

    /** Collects the components; each one not set is absent. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable String user;
        private Set<String> exposedPorts = Set.of();
        private List<String> env = List.of();
        private List<String> entrypoint = List.of();
        private List<String> cmd = List.of();
        private Set<String> volumes = Set.of();
        private @Nullable String workingDir;
        private Map<String, String> labels = Map.of();
        private @Nullable String stopSignal;
        private @Nullable Healthcheck healthcheck;
        private List<String> onBuild = List.of();
        private List<String> shell = List.of();
        private Map<String, JsonNode> others = Map.of();

        private Builder() {}

        /** See {@link ImageConfig#user()}. */
        public Builder user(@Nullable String user) {
            this.user = user;
            return this;
        }

        /** See {@link ImageConfig#exposedPorts()}. */
        public Builder exposedPorts(Set<String> exposedPorts) {
            this.exposedPorts = exposedPorts;
            return this;
        }

        /** See {@link ImageConfig#env()}. */
        public Builder env(List<String> env) {
            this.env = env;
            return this;
        }

        /** See {@link ImageConfig#entrypoint()}. */
        public Builder entrypoint(List<String> entrypoint) {
            this.entrypoint = entrypoint;
            return this;
        }

        /** See {@link ImageConfig#cmd()}. */
        public Builder cmd(List<String> cmd) {
            this.cmd = cmd;
            return this;
        }

        /** See {@link ImageConfig#volumes()}. */
        public Builder volumes(Set<String> volumes) {
            this.volumes = volumes;
            return this;
        }

        /** See {@link ImageConfig#workingDir()}. */
        public Builder workingDir(@Nullable String workingDir) {
            this.workingDir = workingDir;
            return this;
        }

        /** See {@link ImageConfig#labels()}. */
        public Builder labels(Map<String, String> labels) {
            this.labels = labels;
            return this;
        }

        /** See {@link ImageConfig#stopSignal()}. */
        public Builder stopSignal(@Nullable String stopSignal) {
            this.stopSignal = stopSignal;
            return this;
        }

        /** See {@link ImageConfig#healthcheck()}. */
        public Builder healthcheck(@Nullable Healthcheck healthcheck) {
            this.healthcheck = healthcheck;
            return this;
        }

        /** See {@link ImageConfig#onBuild()}. */
        public Builder onBuild(List<String> onBuild) {
            this.onBuild = onBuild;
            return this;
        }

        /** See {@link ImageConfig#shell()}. */
        public Builder shell(List<String> shell) {
            this.shell = shell;
            return this;
        }

        /** See {@link ImageConfig#others()}. */
        public Builder others(Map<String, JsonNode> others) {
            this.others = others;
            return this;
        }

        /** The record. */
        public ImageConfig build() {
            return new ImageConfig(
                    user,
                    exposedPorts,
                    env,
                    entrypoint,
                    cmd,
                    volumes,
                    workingDir,
                    labels,
                    stopSignal,
                    healthcheck,
                    onBuild,
                    shell,
                    others);
        }
    }
}
