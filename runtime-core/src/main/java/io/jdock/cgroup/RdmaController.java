package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxRdma;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** RDMA devices: cgroup-v2.rst, "RDMA". Both versions have the same file. */
final class RdmaController extends Controller {
    private static final String NAME = "rdma";
    private static final String FIELD = Fields.RESOURCES + NAME;

    RdmaController() {
        super(NAME, NAME, FIELD);
    }

    @Override
    boolean asked(LinuxResources resources) {
        return !resources.rdma().isEmpty();
    }

    @Override
    List<CgroupStep> legacy(LinuxResources resources, Path directory) {
        return steps(resources, directory);
    }

    @Override
    List<CgroupStep> unified(LinuxResources resources, Path directory, Current current) {
        return steps(resources, directory);
    }

    private static List<CgroupStep> steps(LinuxResources resources, Path directory) {
        List<CgroupStep> steps = new ArrayList<>();
        for (Map.Entry<String, LinuxRdma> entry : resources.rdma().entrySet()) {
            String device = entry.getKey();
            LinuxRdma limits = entry.getValue();
            String field = FIELD + "." + device;
            Fields.require(
                    !device.isEmpty() && device.chars().noneMatch(Character::isWhitespace),
                    field,
                    "'" + device + "' is not the name of an RDMA device",
                    "give one that /sys/class/infiniband lists");
            Fields.require(
                    limits.hcaHandles() != null || limits.hcaObjects() != null,
                    field,
                    "nothing is limited",
                    "give hcaHandles, hcaObjects or both");
            String value = device
                    + (limits.hcaHandles() == null ? "" : " hca_handle=" + limits.hcaHandles())
                    + (limits.hcaObjects() == null ? "" : " hca_object=" + limits.hcaObjects());
            steps.add(Write.of(
                    directory.resolve("rdma.max"), value, NAME, field, "no more resources of this device than these"));
        }
        return steps;
    }
}
