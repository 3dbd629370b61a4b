package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param others properties that this record does not know, for whoever builds on the image or reads it with other tools:
 *     texts, numbers, truth values, null, and lists and maps of these
 */
public record ImageConfig(
        @Nullable String user,
        Set<String> exposedPorts,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        Set<String> volumes,
        @Nullable String workingDir,
        Map<String, String> labels,
        @Nullable String stopSignal,
        @Nullable Healthcheck healthcheck,
        List<String> onBuild,
        List<String> shell,
        Map<String, @Nullable Object> others) {
    /** Nothing is said. */
    public static final ImageConfig NONE = new ImageConfig(
            null, Set.of(), List.of(), List.of(), List.of(), Set.of(), null, Map.of(), null, null, List.of(), List.of(),
            Map.of());

    private static final Set<String> KNOWN = Set.of(
            "User",
            "ExposedPorts",
            "Env",
            "Entrypoint",
            "Cmd",
            "Volumes",
            "WorkingDir",
            "Labels",
            "StopSignal",
            "Healthcheck",
            "OnBuild",
            "Shell");

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
        others = Values.copy(others);
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
        private Map<String, @Nullable Object> others = Map.of();

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
        public Builder others(Map<String, @Nullable Object> others) {
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

    /** The variables of {@link #env} by their names; those without a value are ignored, as Docker does. */
    public Map<String, String> environment() {
        return EnvironmentVariables.byName(env);
    }

    static ImageConfig fromJson(JsonValue json) {
        return new ImageConfig(
                json.at("User").textOrNull(),
                json.at("ExposedPorts").keys(),
                json.at("Env").texts(),
                json.at("Entrypoint").texts(),
                json.at("Cmd").texts(),
                json.at("Volumes").keys(),
                json.at("WorkingDir").textOrNull(),
                json.at("Labels").textMap(),
                json.at("StopSignal").textOrNull(),
                json.at("Healthcheck").orNull(Healthcheck::fromJson),
                json.at("OnBuild").texts(),
                json.at("Shell").texts(),
                others(json));
    }

    private static Map<String, @Nullable Object> others(JsonValue json) {
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        for (String name : json.keys()) {
            if (!KNOWN.contains(name)) {
                others.put(name, json.at(name).plain());
            }
        }
        return others;
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("User", user)
                .putKeys("ExposedPorts", exposedPorts)
                .putIfPresent("Env", env)
                .putIfPresent("Entrypoint", entrypoint)
                .putIfPresent("Cmd", cmd)
                .putKeys("Volumes", volumes)
                .putIfPresent("WorkingDir", workingDir)
                .putIfPresent("Labels", labels)
                .putIfPresent("StopSignal", stopSignal)
                .putObject("Healthcheck", healthcheck, Healthcheck::toJson)
                .putIfPresent("OnBuild", onBuild)
                .putIfPresent("Shell", shell)
                .putAll(others);
    }
}
