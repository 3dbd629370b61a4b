package io.jdock.plan;

import io.jdock.kernel.CloneFlag;
import io.jdock.oci.LinuxIdMapping;
import io.jdock.oci.LinuxNamespace;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.RuntimeSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outline of a container: which namespaces are made, joined or shared, and who writes the id maps.
 *
 * @param made namespaces to create
 * @param joined namespaces to enter, with their paths
 */
record Shape(List<LinuxNamespaceType> made, Map<LinuxNamespaceType, String> joined, MapWriter mapWriter) {

    /** Who writes {@code uid_map} and {@code gid_map}; see user_namespaces(7), "Defining user and group ID mappings". */
    enum MapWriter {
        /** No new user namespace. */
        NOBODY,
        /** The program's own process, which may map exactly its own user and group. */
        SELF,
        /** newuidmap(1) and newgidmap(1), which check /etc/subuid and /etc/subgid. */
        HELPERS,
        /** The monitor, which has the rights of root, be it in the user namespace around the container's. */
        MONITOR
    }

    static Shape of(RuntimeSpec spec, Launch launch) {
        List<LinuxNamespaceType> made = new ArrayList<>();
        Map<LinuxNamespaceType, String> joined = new EnumMap<>(LinuxNamespaceType.class);
        for (LinuxNamespace namespace : spec.linux().namespaces()) {
            Optional.ofNullable(namespace.path())
                    .ifPresentOrElse(path -> joined.put(namespace.type(), path), () -> made.add(namespace.type()));
        }
        return new Shape(List.copyOf(made), joined, mapWriter(spec, launch, made));
    }

    /** Whether the first process is born into a user namespace whose maps others write. */
    boolean mapsFromOutside() {
        return mapWriter == MapWriter.HELPERS || mapWriter == MapWriter.MONITOR;
    }

    boolean makes(LinuxNamespaceType type) {
        return made.contains(type);
    }

    /** Whether the container has a namespace of this type that is not the caller's. */
    boolean has(LinuxNamespaceType type) {
        return makes(type) || joined.containsKey(type);
    }

    /**
     * Whether the sources of bind mounts have to be opened outside of the user namespace: root loses the right to read what
     * belongs to root as soon as it is mapped to somebody else.
     */
    boolean sourcesByMonitor(Launch.Caller caller) {
        return caller.privileged() && has(LinuxNamespaceType.USER);
    }

    private static MapWriter mapWriter(RuntimeSpec spec, Launch launch, List<LinuxNamespaceType> made) {
        if (!made.contains(LinuxNamespaceType.USER)) {
            return MapWriter.NOBODY;
        }
        if (launch.caller().privileged()) {
            return MapWriter.MONITOR;
        }
        boolean alone = isOnly(spec.linux().uidMappings(), launch.caller().uid())
                && isOnly(spec.linux().gidMappings(), launch.caller().gid());
        return alone ? MapWriter.SELF : launch.nested() ? MapWriter.MONITOR : MapWriter.HELPERS;
    }

    private static boolean isOnly(List<LinuxIdMapping> mappings, int id) {
        return mappings.size() == 1
                && mappings.get(0).hostID() == id
                && mappings.get(0).size() == 1;
    }

    /** The flag of clone(2) and setns(2) for a type. */
    static CloneFlag flag(LinuxNamespaceType type) {
        return switch (type) {
            case USER -> CloneFlag.CLONE_NEWUSER;
            case MOUNT -> CloneFlag.CLONE_NEWNS;
            case PID -> CloneFlag.CLONE_NEWPID;
            case NETWORK -> CloneFlag.CLONE_NEWNET;
            case IPC -> CloneFlag.CLONE_NEWIPC;
            case UTS -> CloneFlag.CLONE_NEWUTS;
            case CGROUP -> CloneFlag.CLONE_NEWCGROUP;
            case TIME -> CloneFlag.CLONE_NEWTIME;
        };
    }
}
