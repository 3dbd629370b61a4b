package io.jdock.oci;

import io.jdock.json.JsonObject;
import java.util.List;

/**
 * The Linux part of {@link Features} (features-linux.md).
 *
 * @param namespaces kinds that can be made or joined
 * @param capabilities names that are understood
 * @param apparmor whether {@link ProcessSpec#apparmorProfile()} takes effect
 * @param selinux whether {@link ProcessSpec#selinuxLabel()} takes effect
 * @param netDevices whether {@link Linux#netDevices()} are moved
 */
public record LinuxFeatures(
        List<LinuxNamespaceType> namespaces,
        List<String> capabilities,
        Cgroup cgroup,
        Seccomp seccomp,
        Switch apparmor,
        Switch selinux,
        IntelRdt intelRdt,
        MemoryPolicy memoryPolicy,
        MountExtensions mountExtensions,
        Switch netDevices) {
    public LinuxFeatures {
        namespaces = List.copyOf(namespaces);
        capabilities = List.copyOf(capabilities);
    }

    /** A feature that is there or not. */
    public record Switch(boolean enabled) {
        JsonObject toJson() {
            return new JsonObject().put("enabled", enabled);
        }
    }

    /**
     * How limits can be set.
     *
     * @param systemd through the manager of the system
     * @param systemdUser through the manager of a user's session
     * @param rdma whether limits of RDMA devices can be set
     */
    public record Cgroup(boolean v1, boolean v2, boolean systemd, boolean systemdUser, boolean rdma) {
        JsonObject toJson() {
            return new JsonObject()
                    .put("v1", v1)
                    .put("v2", v2)
                    .put("systemd", systemd)
                    .put("systemdUser", systemdUser)
                    .put("rdma", rdma);
        }
    }

    /**
     * What is understood in a {@link LinuxSeccomp}.
     *
     * @param knownFlags flags that are understood
     * @param supportedFlags those of them that take effect here
     */
    public record Seccomp(
            boolean enabled,
            List<LinuxSeccompAction> actions,
            List<LinuxSeccompOperator> operators,
            List<Arch> archs,
            List<LinuxSeccompFlag> knownFlags,
            List<LinuxSeccompFlag> supportedFlags) {
        public Seccomp {
            actions = List.copyOf(actions);
            operators = List.copyOf(operators);
            archs = List.copyOf(archs);
            knownFlags = List.copyOf(knownFlags);
            supportedFlags = List.copyOf(supportedFlags);
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("enabled", enabled)
                    .put("actions", OciConstant.texts(actions))
                    .put("operators", OciConstant.texts(operators))
                    .put("archs", OciConstant.texts(archs))
                    .put("knownFlags", OciConstant.texts(knownFlags))
                    .put("supportedFlags", OciConstant.texts(supportedFlags));
        }
    }

    /**
     * What is understood in a {@link LinuxIntelRdt}.
     *
     * @param schemata whether its lines are written
     * @param monitoring whether it can ask for a monitoring group
     */
    public record IntelRdt(boolean enabled, boolean schemata, boolean monitoring) {
        JsonObject toJson() {
            return new JsonObject()
                    .put("enabled", enabled)
                    .put("schemata", schemata)
                    .put("monitoring", monitoring);
        }
    }

    /** What is understood in a {@link LinuxMemoryPolicy}. */
    public record MemoryPolicy(List<MemoryPolicyModeType> modes, List<MemoryPolicyFlagType> flags) {
        public MemoryPolicy {
            modes = List.copyOf(modes);
            flags = List.copyOf(flags);
        }

        JsonObject toJson() {
            return new JsonObject().put("modes", OciConstant.texts(modes)).put("flags", OciConstant.texts(flags));
        }
    }

    /**
     * What mounts can do beyond mount(2).
     *
     * @param idmap whether mounts take id mappings of their own
     */
    public record MountExtensions(Switch idmap) {
        JsonObject toJson() {
            return new JsonObject().put("idmap", idmap.toJson());
        }
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("namespaces", OciConstant.texts(namespaces))
                .put("capabilities", capabilities)
                .put("cgroup", cgroup.toJson())
                .put("seccomp", seccomp.toJson())
                .put("apparmor", apparmor.toJson())
                .put("selinux", selinux.toJson())
                .put("intelRdt", intelRdt.toJson())
                .put("memoryPolicy", memoryPolicy.toJson())
                .put("mountExtensions", mountExtensions.toJson())
                .put("netDevices", netDevices.toJson());
    }
}
