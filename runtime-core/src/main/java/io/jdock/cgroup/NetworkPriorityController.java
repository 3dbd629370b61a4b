package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxInterfacePriority;
import io.jdock.oci.LinuxNetwork;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Priorities of outgoing packets: the kernel's Documentation/admin-guide/cgroup-v1/net_prio.rst. */
final class NetworkPriorityController extends Controller {
    private static final String NAME = "net_prio";
    private static final String FIELD = Fields.RESOURCES + "network.priorities";

    NetworkPriorityController() {
        super(NAME, null, FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        return resources.network() != null && !resources.network().priorities().isEmpty();
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        List<CgroupStep> steps = new ArrayList<>();
        LinuxNetwork network = resources.network();
        List<LinuxInterfacePriority> priorities = network == null ? List.of() : network.priorities();
        for (int i = 0; i < priorities.size(); i++) {
            LinuxInterfacePriority priority = priorities.get(i);
            String field = FIELD + "[" + i + "]";
            Fields.require(
                    !priority.name().isEmpty() && priority.name().chars().noneMatch(Character::isWhitespace),
                    field + ".name",
                    "'" + priority.name() + "' is not the name of an interface",
                    "give one that /sys/class/net lists");
            steps.add(Write.of(
                    directory.resolve("net_prio.ifpriomap"),
                    priority.name() + " " + priority.priority(),
                    NAME,
                    field,
                    "priority of packets that leave by this interface"));
        }
        return steps;
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        throw Fields.noEquivalent(
                FIELD,
                NAME,
                "cgroup version 2 sets no priorities of packets",
                "leave it out; nftables sets them (meta priority)");
    }
}
