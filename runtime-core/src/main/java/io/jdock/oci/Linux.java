package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Linux part of a configuration (config-linux.md).
 *
 * @param uidMappings user ids of a new user namespace
 * @param gidMappings group ids of a new user namespace
 * @param sysctl kernel parameters by name, such as {@code net.core.somaxconn}
 * @param resources what cgroups give and limit; null leaves them as they are
 * @param cgroupsPath from the root of the cgroup tree if absolute, else from where the runtime chooses; null leaves it to the runtime
 * @param namespaces at most one of each kind
 * @param devices devices besides the usual ones
 * @param netDevices network devices that move into the container, by their name on the host
 * @param seccomp which system calls may be made; null means all
 * @param rootfsPropagation {@code shared}, {@code slave}, {@code private} or {@code unbindable}, with {@code r} before it for the whole tree
 * @param maskedPaths absolute paths in the container that cannot be read
 * @param readonlyPaths absolute paths in the container that cannot be written
 * @param mountLabel SELinux context of mounts
 * @param intelRdt shares of processor caches and memory bandwidth
 * @param memoryPolicy memory nodes
 * @param personality execution domain
 * @param timeOffsets of a new time namespace, by clock: {@code monotonic}, {@code boottime}
 */
public record Linux(
        List<LinuxIdMapping> uidMappings,
        List<LinuxIdMapping> gidMappings,
        Map<String, String> sysctl,
        @Nullable LinuxResources resources,
        @Nullable String cgroupsPath,
        List<LinuxNamespace> namespaces,
        List<LinuxDevice> devices,
        Map<String, LinuxNetDevice> netDevices,
        @Nullable LinuxSeccomp seccomp,
        @Nullable String rootfsPropagation,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        @Nullable String mountLabel,
        @Nullable LinuxIntelRdt intelRdt,
        @Nullable LinuxMemoryPolicy memoryPolicy,
        @Nullable LinuxPersonality personality,
        Map<String, LinuxTimeOffset> timeOffsets) {
    /** Every property is absent. */
    public static final Linux NONE = builder().build();

    public Linux {
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
        sysctl = Values.copy(sysctl);
        cgroupsPath = Values.text(cgroupsPath);
        namespaces = List.copyOf(namespaces);
        devices = List.copyOf(devices);
        netDevices = Values.copy(netDevices);
        rootfsPropagation = Values.text(rootfsPropagation);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
        mountLabel = Values.text(mountLabel);
        timeOffsets = Values.copy(timeOffsets);
    }

    /** Whether the container has a namespace of this kind other than the runtime's, be it a new one or a joined one. */
    public boolean has(LinuxNamespaceType type) {
        for (LinuxNamespace namespace : namespaces) { // at each start, for which a stream takes its time
            if (namespace.type() == type) {
                return true;
            }
        }
        return false;
    }

    /** Whether the container gets a new namespace of that kind. */
    public boolean makes(LinuxNamespaceType type) {
        for (LinuxNamespace namespace : namespaces) {
            if (namespace.type() == type && namespace.path() == null) {
                return true;
            }
        }
        return false;
    }

    /** A builder of an empty record. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.uidMappings = uidMappings;
        builder.gidMappings = gidMappings;
        builder.sysctl = sysctl;
        builder.resources = resources;
        builder.cgroupsPath = cgroupsPath;
        builder.namespaces = namespaces;
        builder.devices = devices;
        builder.netDevices = netDevices;
        builder.seccomp = seccomp;
        builder.rootfsPropagation = rootfsPropagation;
        builder.maskedPaths = maskedPaths;
        builder.readonlyPaths = readonlyPaths;
        builder.mountLabel = mountLabel;
        builder.intelRdt = intelRdt;
        builder.memoryPolicy = memoryPolicy;
        builder.personality = personality;
        builder.timeOffsets = timeOffsets;
        return builder;
    }

    /** Collects the components; each one not set is absent. Not safe for use by several threads. */
    public static final class Builder {
        private List<LinuxIdMapping> uidMappings = List.of();
        private List<LinuxIdMapping> gidMappings = List.of();
        private Map<String, String> sysctl = Map.of();
        private @Nullable LinuxResources resources;
        private @Nullable String cgroupsPath;
        private List<LinuxNamespace> namespaces = List.of();
        private List<LinuxDevice> devices = List.of();
        private Map<String, LinuxNetDevice> netDevices = Map.of();
        private @Nullable LinuxSeccomp seccomp;
        private @Nullable String rootfsPropagation;
        private List<String> maskedPaths = List.of();
        private List<String> readonlyPaths = List.of();
        private @Nullable String mountLabel;
        private @Nullable LinuxIntelRdt intelRdt;
        private @Nullable LinuxMemoryPolicy memoryPolicy;
        private @Nullable LinuxPersonality personality;
        private Map<String, LinuxTimeOffset> timeOffsets = Map.of();

        private Builder() {}

        /** See {@link Linux#uidMappings()}. */
        public Builder uidMappings(List<LinuxIdMapping> uidMappings) {
            this.uidMappings = uidMappings;
            return this;
        }

        /** See {@link Linux#gidMappings()}. */
        public Builder gidMappings(List<LinuxIdMapping> gidMappings) {
            this.gidMappings = gidMappings;
            return this;
        }

        /** See {@link Linux#sysctl()}. */
        public Builder sysctl(Map<String, String> sysctl) {
            this.sysctl = sysctl;
            return this;
        }

        /** See {@link Linux#resources()}. */
        public Builder resources(@Nullable LinuxResources resources) {
            this.resources = resources;
            return this;
        }

        /** See {@link Linux#cgroupsPath()}. */
        public Builder cgroupsPath(@Nullable String cgroupsPath) {
            this.cgroupsPath = cgroupsPath;
            return this;
        }

        /** See {@link Linux#namespaces()}. */
        public Builder namespaces(List<LinuxNamespace> namespaces) {
            this.namespaces = namespaces;
            return this;
        }

        /** See {@link Linux#devices()}. */
        public Builder devices(List<LinuxDevice> devices) {
            this.devices = devices;
            return this;
        }

        /** See {@link Linux#netDevices()}. */
        public Builder netDevices(Map<String, LinuxNetDevice> netDevices) {
            this.netDevices = netDevices;
            return this;
        }

        /** See {@link Linux#seccomp()}. */
        public Builder seccomp(@Nullable LinuxSeccomp seccomp) {
            this.seccomp = seccomp;
            return this;
        }

        /** See {@link Linux#rootfsPropagation()}. */
        public Builder rootfsPropagation(@Nullable String rootfsPropagation) {
            this.rootfsPropagation = rootfsPropagation;
            return this;
        }

        /** See {@link Linux#maskedPaths()}. */
        public Builder maskedPaths(List<String> maskedPaths) {
            this.maskedPaths = maskedPaths;
            return this;
        }

        /** See {@link Linux#readonlyPaths()}. */
        public Builder readonlyPaths(List<String> readonlyPaths) {
            this.readonlyPaths = readonlyPaths;
            return this;
        }

        /** See {@link Linux#mountLabel()}. */
        public Builder mountLabel(@Nullable String mountLabel) {
            this.mountLabel = mountLabel;
            return this;
        }

        /** See {@link Linux#intelRdt()}. */
        public Builder intelRdt(@Nullable LinuxIntelRdt intelRdt) {
            this.intelRdt = intelRdt;
            return this;
        }

        /** See {@link Linux#memoryPolicy()}. */
        public Builder memoryPolicy(@Nullable LinuxMemoryPolicy memoryPolicy) {
            this.memoryPolicy = memoryPolicy;
            return this;
        }

        /** See {@link Linux#personality()}. */
        public Builder personality(@Nullable LinuxPersonality personality) {
            this.personality = personality;
            return this;
        }

        /** See {@link Linux#timeOffsets()}. */
        public Builder timeOffsets(Map<String, LinuxTimeOffset> timeOffsets) {
            this.timeOffsets = timeOffsets;
            return this;
        }

        /** The record; its values are not validated, see {@link SpecValidator}. */
        public Linux build() {
            return new Linux(
                    uidMappings,
                    gidMappings,
                    sysctl,
                    resources,
                    cgroupsPath,
                    namespaces,
                    devices,
                    netDevices,
                    seccomp,
                    rootfsPropagation,
                    maskedPaths,
                    readonlyPaths,
                    mountLabel,
                    intelRdt,
                    memoryPolicy,
                    personality,
                    timeOffsets);
        }
    }

    static Linux fromJson(JsonValue json) {
        return new Linux(
                json.at("uidMappings").list(LinuxIdMapping::fromJson),
                json.at("gidMappings").list(LinuxIdMapping::fromJson),
                json.at("sysctl").textMap(),
                json.at("resources").orNull(LinuxResources::fromJson),
                json.at("cgroupsPath").textOrNull(),
                json.at("namespaces").list(LinuxNamespace::fromJson),
                json.at("devices").list(LinuxDevice::fromJson),
                json.at("netDevices").map(LinuxNetDevice::fromJson),
                json.at("seccomp").orNull(LinuxSeccomp::fromJson),
                json.at("rootfsPropagation").textOrNull(),
                json.at("maskedPaths").texts(),
                json.at("readonlyPaths").texts(),
                json.at("mountLabel").textOrNull(),
                json.at("intelRdt").orNull(LinuxIntelRdt::fromJson),
                json.at("memoryPolicy").orNull(LinuxMemoryPolicy::fromJson),
                json.at("personality").orNull(LinuxPersonality::fromJson),
                json.at("timeOffsets").map(LinuxTimeOffset::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .putList("uidMappings", uidMappings, LinuxIdMapping::toJson)
                .putList("gidMappings", gidMappings, LinuxIdMapping::toJson)
                .putIfPresent("sysctl", sysctl)
                .putObject("resources", resources, LinuxResources::toJson)
                .putIfPresent("cgroupsPath", cgroupsPath)
                .putList("namespaces", namespaces, LinuxNamespace::toJson)
                .putList("devices", devices, LinuxDevice::toJson)
                .putMap("netDevices", netDevices, LinuxNetDevice::toJson)
                .putObject("seccomp", seccomp, LinuxSeccomp::toJson)
                .putIfPresent("rootfsPropagation", rootfsPropagation)
                .putIfPresent("maskedPaths", maskedPaths)
                .putIfPresent("readonlyPaths", readonlyPaths)
                .putIfPresent("mountLabel", mountLabel)
                .putObject("intelRdt", intelRdt, LinuxIntelRdt::toJson)
                .putObject("memoryPolicy", memoryPolicy, LinuxMemoryPolicy::toJson)
                .putObject("personality", personality, LinuxPersonality::toJson)
                .putMap("timeOffsets", timeOffsets, LinuxTimeOffset::toJson);
    }
}
