package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container's configuration, {@code config.json} (config.md). The Go type is {@code Spec}.
 *
 * @param ociVersion of the specification that the configuration complies with
 * @param process the application; needed at the latest when the container starts
 * @param root the root file system
 * @param hostname at most 64 bytes
 * @param domainname NIS domain name, at most 64 bytes
 * @param mounts in the order in which they are made
 * @param hooks {@link Hooks#NONE} where absent
 * @param annotations free data about the container
 * @param linux {@link Linux#NONE} where absent
 */
public record RuntimeSpec(
        String ociVersion,
        @Nullable ProcessSpec process,
        Root root,
        @Nullable String hostname,
        @Nullable String domainname,
        List<Mount> mounts,
        Hooks hooks,
        Map<String, String> annotations,
        Linux linux) {
    /** The version of the specification that these records follow. */
    public static final String VERSION = "1.3.0";

    public RuntimeSpec {
        hostname = Values.text(hostname);
        domainname = Values.text(domainname);
        mounts = List.copyOf(mounts);
        annotations = Values.copy(annotations);
    }

    /** A builder for {@link #VERSION}, with a root file system and nothing else. */
    public static Builder builder(Root root) {
        return new Builder(root);
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder(root);
        builder.ociVersion = ociVersion;
        builder.process = process;
        builder.hostname = hostname;
        builder.domainname = domainname;
        builder.mounts = mounts;
        builder.hooks = hooks;
        builder.annotations = annotations;
        builder.linux = linux;
        return builder;
    }

    /** Collects the components; each one not set is absent. Not safe for use by several threads. */
    public static final class Builder {
        private String ociVersion = VERSION;
        private @Nullable ProcessSpec process;
        private Root root;
        private @Nullable String hostname;
        private @Nullable String domainname;
        private List<Mount> mounts = List.of();
        private Hooks hooks = Hooks.NONE;
        private Map<String, String> annotations = Map.of();
        private Linux linux = Linux.NONE;

        private Builder(Root root) {
            this.root = root;
        }

        /** See {@link RuntimeSpec#ociVersion()}. */
        public Builder ociVersion(String ociVersion) {
            this.ociVersion = ociVersion;
            return this;
        }

        /** See {@link RuntimeSpec#process()}. */
        public Builder process(@Nullable ProcessSpec process) {
            this.process = process;
            return this;
        }

        /** See {@link RuntimeSpec#root()}. */
        public Builder root(Root root) {
            this.root = root;
            return this;
        }

        /** See {@link RuntimeSpec#hostname()}. */
        public Builder hostname(@Nullable String hostname) {
            this.hostname = hostname;
            return this;
        }

        /** See {@link RuntimeSpec#domainname()}. */
        public Builder domainname(@Nullable String domainname) {
            this.domainname = domainname;
            return this;
        }

        /** See {@link RuntimeSpec#mounts()}. */
        public Builder mounts(List<Mount> mounts) {
            this.mounts = mounts;
            return this;
        }

        /** See {@link RuntimeSpec#hooks()}. */
        public Builder hooks(Hooks hooks) {
            this.hooks = hooks;
            return this;
        }

        /** See {@link RuntimeSpec#annotations()}. */
        public Builder annotations(Map<String, String> annotations) {
            this.annotations = annotations;
            return this;
        }

        /** See {@link RuntimeSpec#linux()}. */
        public Builder linux(Linux linux) {
            this.linux = linux;
            return this;
        }

        /** The record; its values are not validated, see {@link SpecValidator}. */
        public RuntimeSpec build() {
            return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, hooks, annotations, linux);
        }
    }

    static RuntimeSpec fromJson(JsonValue json) {
        return new RuntimeSpec(
                json.at("ociVersion").text(),
                json.at("process").orNull(ProcessSpec::fromJson),
                Root.fromJson(json.at("root")),
                json.at("hostname").textOrNull(),
                json.at("domainname").textOrNull(),
                json.at("mounts").list(Mount::fromJson),
                json.at("hooks").or(Hooks.NONE, Hooks::fromJson),
                json.at("annotations").textMap(),
                json.at("linux").or(Linux.NONE, Linux::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("ociVersion", ociVersion)
                .putObject("process", process, ProcessSpec::toJson)
                .put("root", root.toJson())
                .putIfPresent("hostname", hostname)
                .putIfPresent("domainname", domainname)
                .putList("mounts", mounts, Mount::toJson)
                .putNonEmpty("hooks", hooks.toJson())
                .putIfPresent("annotations", annotations)
                .putNonEmpty("linux", linux.toJson());
    }
}
