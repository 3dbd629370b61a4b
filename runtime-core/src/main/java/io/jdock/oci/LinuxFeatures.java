package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
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
@JsonInclude(JsonInclude.Include.ALWAYS)
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
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Switch(boolean enabled) {}

    /**
     * How limits can be set.
     *
     * @param systemd through the manager of the system
     * @param systemdUser through the manager of a user's session
     * @param rdma whether limits of RDMA devices can be set
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Cgroup(boolean v1, boolean v2, boolean systemd, boolean systemdUser, boolean rdma) {}

    /**
     * What is understood in a {@link LinuxSeccomp}.
     *
     * @param knownFlags flags that are understood
     * @param supportedFlags those of them that take effect here
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
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
    }

    /**
     * What is understood in a {@link LinuxIntelRdt}.
     *
     * @param schemata whether its lines are written
     * @param monitoring whether it can ask for a monitoring group
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record IntelRdt(boolean enabled, boolean schemata, boolean monitoring) {}

    /** What is understood in a {@link LinuxMemoryPolicy}. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record MemoryPolicy(List<MemoryPolicyModeType> modes, List<MemoryPolicyFlagType> flags) {
        public MemoryPolicy {
            modes = List.copyOf(modes);
            flags = List.copyOf(flags);
        }
    }

    /**
     * What mounts can do beyond mount(2).
     *
     * @param idmap whether mounts take id mappings of their own
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record MountExtensions(Switch idmap) {}
}
