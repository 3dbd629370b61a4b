package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.oci.LinuxCpu;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** On which processors and memory nodes: cpuset(7), and cgroup-v2.rst, "Cpuset". Both versions have the same files. */
final class CpusetController extends Controller {
    private static final String NAME = "cpuset";
    private static final String FIELD = Fields.RESOURCES + "cpu";

    /** The list format of cpuset(7), with the stride that the kernel also takes, such as {@code 0-7:2/4}. */
    private static final String LIST = "\\d+(-\\d+(:\\d+/\\d+)?)?(,\\d+(-\\d+(:\\d+/\\d+)?)?)*";

    CpusetController() {
        super(NAME, NAME, FIELD + ".cpus");
    }

    @Override
    boolean asked(LinuxResources resources) {
        LinuxCpu cpu = resources.cpu();
        return cpu != null && (cpu.cpus() != null || cpu.mems() != null);
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
        LinuxCpu cpu = resources.cpu();
        if (cpu != null) {
            add(steps, directory, "cpus", cpu.cpus(), "runs on these processors only");
            add(steps, directory, "mems", cpu.mems(), "takes memory of these nodes only");
        }
        return steps;
    }

    private static void add(List<CgroupStep> steps, Path directory, String name, @Nullable String list, String why) {
        if (list == null) {
            return;
        }
        String numbers = list.replace(" ", "");
        Fields.require(
                numbers.matches(LIST),
                FIELD + "." + name,
                "'" + list + "' is not a list of numbers",
                "give numbers and ranges separated by commas, such as 0-3,7");
        steps.add(Write.of(directory.resolve("cpuset." + name), numbers, NAME, FIELD + "." + name, why));
    }
}
