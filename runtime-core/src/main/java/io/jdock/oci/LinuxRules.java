package io.jdock.oci;

import io.jdock.json.Quote;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules of the Linux part, paragraph by paragraph of config-linux.md. */
final class LinuxRules {
    private static final List<String> DEVICE_TYPES = List.of("c", "b", "u", "p");
    private static final List<String> CLOCKS = List.of("monotonic", "boottime");
    /** With {@code r} before it, for the whole tree, is no value of the specification, but every runtime takes it. */
    private static final List<String> PROPAGATIONS =
            List.of("shared", "slave", "private", "unbindable", "rshared", "rslave", "rprivate", "runbindable");

    private static final Set<MemoryPolicyModeType> WITHOUT_NODES =
            Set.of(MemoryPolicyModeType.DEFAULT, MemoryPolicyModeType.LOCAL);
    private static final int MAX_FILE_MODE = 0177777; // inode(7): type and permission bits
    private static final int MAX_NANOS = 999_999_999;
    private static final int MAX_INTERFACE_NAME_BYTES = 15; // IFNAMSIZ with its NUL, netdevice(7)

    private final Linux linux;

    LinuxRules(Linux linux) {
        this.linux = linux;
    }

    void check(Field field) {
        namespaces(field.at("namespaces"));
        userNamespaceMappings(field.at("uidMappings"), linux.uidMappings());
        userNamespaceMappings(field.at("gidMappings"), linux.gidMappings());
        timeOffsets(field.at("timeOffsets"));
        field.at("devices").each(linux.devices(), LinuxRules::device);
        netDevices(field.at("netDevices"));
        cgroupsPath(field.at("cgroupsPath"), linux.cgroupsPath());
        field.at("resources").ifPresent(linux.resources(), ResourceRules::resources);
        field.at("intelRdt").ifPresent(linux.intelRdt(), LinuxRules::intelRdt);
        field.at("memoryPolicy").ifPresent(linux.memoryPolicy(), LinuxRules::memoryPolicy);
        field.at("sysctl").each(linux.sysctl(), LinuxRules::sysctl);
        field.at("seccomp").ifPresent(linux.seccomp(), SeccompRules::seccomp);
        field.at("rootfsPropagation").oneOf(linux.rootfsPropagation(), PROPAGATIONS);
        restrictedPaths(field.at("maskedPaths"), linux.maskedPaths());
        restrictedPaths(field.at("readonlyPaths"), linux.readonlyPaths());
        field.at("mountLabel").text(linux.mountLabel());
        field.at("personality").ifPresent(linux.personality(), LinuxRules::personality);
    }

    /** "Namespaces". */
    private void namespaces(Field field) {
        field.each(linux.namespaces(), (at, namespace) -> at.at("path").absolutePath(namespace.path()));
        field.unique(linux.namespaces(), "type", LinuxNamespace::type);
    }

    /** "User namespace mappings". */
    private void userNamespaceMappings(Field field, List<LinuxIdMapping> mappings) {
        MountRules.idMappings(field, mappings);
        requireNamespace(field, !mappings.isEmpty(), LinuxNamespaceType.USER);
    }

    private void requireNamespace(Field field, boolean given, LinuxNamespaceType type) {
        if (given && !linux.has(type)) {
            throw field.refuse("given", "absent when linux.namespaces has none of type " + type.json());
        }
    }

    /** "Offset for Time Namespace"; time_namespaces(7): offsets can be set only before a process is in the namespace. */
    private void timeOffsets(Field field) {
        field.each(linux.timeOffsets(), (at, clock, offset) -> {
            at.requireKey(CLOCKS.contains(clock), "monotonic or boottime");
            at.at("nanosecs").range(offset.nanosecs(), 0, MAX_NANOS);
        });
        if (!linux.timeOffsets().isEmpty() && !linux.makes(LinuxNamespaceType.TIME)) {
            throw field.refuse("given", "absent when linux.namespaces makes no new one of type time");
        }
    }

    /** "Devices". */
    private static void device(Field field, LinuxDevice device) {
        field.at("path").absolutePath(device.path());
        field.at("type").oneOf(device.type(), DEVICE_TYPES);
        if (!device.type().equals("p")) {
            deviceNumber(field.at("major"), device.major(), ResourceRules.MAX_MAJOR);
            deviceNumber(field.at("minor"), device.minor(), ResourceRules.MAX_MINOR);
        }
        field.at("fileMode").range(device.fileMode(), 0, MAX_FILE_MODE);
        field.at("uid").range(device.uid(), 0, Field.MAX_ID);
        field.at("gid").range(device.gid(), 0, Field.MAX_ID);
    }

    private static void deviceNumber(Field field, @Nullable Long number, long max) {
        if (number == null) {
            throw field.refuse("missing", "given unless type is \"p\"");
        }
        field.range(number, 0, max);
    }

    /** "Network Devices". */
    private void netDevices(Field field) {
        field.each(linux.netDevices(), (at, name, device) -> {
            at.requireKey(isInterfaceName(name), "the name of a network interface");
            at.at("name").text(device.name());
            at.at("name")
                    .require(
                            device.name() == null || isInterfaceName(device.name()),
                            String.valueOf(device.name()),
                            "the name of a network interface");
        });
        requireNamespace(field, !linux.netDevices().isEmpty(), LinuxNamespaceType.NETWORK);
    }

    /** What the kernel's dev_valid_name takes, and every text within its 15 bytes but with a slash, colon or blank. */
    private static boolean isInterfaceName(String name) {
        return !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_INTERFACE_NAME_BYTES
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == ':' || c == 0 || Character.isWhitespace(c));
    }

    /** "Cgroups Path": a runtime may refuse values; none of ours leads out of the tree that it starts in. */
    private static void cgroupsPath(Field field, @Nullable String path) {
        field.text(path);
        field.require(
                path == null || !Arrays.asList(path.split("/", -1)).contains(".."),
                String.valueOf(path),
                "a path without .. in it");
    }

    /** "IntelRdt". */
    private static void intelRdt(Field field, LinuxIntelRdt rdt) {
        String closId = rdt.closID();
        field.at("closID").text(closId);
        field.at("closID")
                .require(
                        closId == null || closId.equals("/") || isFileName(closId),
                        String.valueOf(closId),
                        "the name of one directory, or /");
        field.at("l3CacheSchema").text(rdt.l3CacheSchema());
        String bandwidth = rdt.memBwSchema();
        field.at("memBwSchema").text(bandwidth);
        field.at("memBwSchema")
                .require(
                        bandwidth == null || (bandwidth.startsWith("MB:") && isOneLine(bandwidth)),
                        String.valueOf(bandwidth),
                        "one line that starts with MB:");
        field.at("schemata").each(rdt.schemata(), (at, line) -> {
            at.text(line);
            at.require(isOneLine(line), line, "one line");
        });
    }

    private static boolean isOneLine(String text) {
        return text.indexOf('\n') < 0;
    }

    static boolean isFileName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0;
    }

    /** "Memory policy", and which modes take nodes: set_mempolicy(2). */
    private static void memoryPolicy(Field field, LinuxMemoryPolicy policy) {
        Field nodes = field.at("nodes");
        nodes.numberList(policy.nodes());
        if (WITHOUT_NODES.contains(policy.mode())) {
            if (policy.nodes() != null) {
                throw nodes.refuse("given", "absent with mode " + policy.mode().json());
            }
        } else if (policy.nodes() == null && policy.mode() != MemoryPolicyModeType.PREFERRED) {
            throw nodes.refuse("missing", "given with mode " + policy.mode().json());
        }
    }

    /**
     * "Sysctl". A name is a path below /proc/sys, with dots or slashes; an empty part would turn into {@code ..} there
     * and lead to parameters that are not the container's.
     */
    private static void sysctl(Field field, String name, String value) {
        field.requireKey(
                Stream.of(name.split("[./]", -1)).noneMatch(String::isEmpty),
                "the name of a kernel parameter such as net.ipv4.ip_forward");
        field.text(value);
    }

    /** "Masked Paths" and "Readonly Paths"; each is a mount, which the host must not see. */
    private void restrictedPaths(Field field, List<String> paths) {
        field.each(paths, Field::absolutePath);
        requireNamespace(field, !paths.isEmpty(), LinuxNamespaceType.MOUNT);
    }

    /** "Personality": no flag is defined so far. */
    private static void personality(Field field, LinuxPersonality personality) {
        if (!personality.flags().isEmpty()) {
            throw field.at("flags")
                    .at(0)
                    .refuse(Quote.text(personality.flags().get(0)), "absent, since there are no flags");
        }
    }
}
