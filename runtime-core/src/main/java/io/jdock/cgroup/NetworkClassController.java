package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxNetwork;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.List;

/** A mark on outgoing packets for traffic control: the kernel's Documentation/admin-guide/cgroup-v1/net_cls.rst. */
final class NetworkClassController extends Controller {
    private static final String NAME = "net_cls";
    private static final String FIELD = Fields.RESOURCES + "network.classID";

    NetworkClassController() {
        super(NAME, null, FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        return resources.network() != null && resources.network().classID() != null;
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        LinuxNetwork network = resources.network();
        Long id = network == null ? null : network.classID();
        return id == null
                ? List.of()
                : List.of(Write.of(
                        directory.resolve("net_cls.classid"),
                        Long.toString(id),
                        NAME,
                        FIELD,
                        "outgoing packets carry this class"));
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        throw Fields.noEquivalent(
                FIELD,
                NAME,
                "cgroup version 2 marks no packets",
                "leave it out; nftables matches a cgroup itself (socket cgroupv2)");
    }
}
