package io.jdock.plan;

import io.jdock.oci.Linux;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;

/** Refuses what a configuration asks for and this version does not do: a wall that was asked for must not be missing. */
final class Unsupported {
    private Unsupported() {}

    static void refuse(RuntimeSpec spec, boolean privileged) {
        Linux linux = spec.linux();
        for (int index = 0; index < spec.mounts().size(); index++) {
            refuse("mounts[" + index + "]", spec.mounts().get(index), linux, privileged);
        }
    }

    private static void refuse(String field, Mount mount, Linux linux, boolean privileged) {
        if (mount.options().contains("tmpcopyup") && !"tmpfs".equals(mount.type())) {
            throw new PlanException(field + ".options", "the option tmpcopyup is for mounts of type tmpfs");
        }
        if (mount.options().contains("remount")
                && Targets.normal(mount.destination()).equals("/")) {
            throw new PlanException(field + ".options", "the root is not remounted: root.readonly makes it read-only");
        }
        boolean mapped = !mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty();
        if (!mapped || mapsAsContainer(mount, linux)) {
            return;
        }
        if (!privileged) {
            throw new PlanException(
                    field + ".uidMappings",
                    "without root, only the mappings of the container's user namespace can be had (mount_setattr(2))");
        }
        if (mount.options().stream().noneMatch(option -> option.equals("bind") || option.equals("rbind"))
                || Targets.normal(mount.destination()).equals("/")) {
            throw new PlanException(
                    field + ".uidMappings", "other mappings than the container's are for bind mounts below the root");
        }
    }

    static boolean mapsAsContainer(Mount mount, Linux linux) {
        return mount.uidMappings().equals(linux.uidMappings())
                && mount.gidMappings().equals(linux.gidMappings());
    }
}
