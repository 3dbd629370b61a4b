package io.jdock.container;

import io.jdock.cgroup.BpfDeviceFiltersTest;
import io.jdock.cgroup.CgroupKernelTest;
import io.jdock.cgroup.VirtualMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link CgroupKernelTest} and {@link LimitsTest} on a machine that has cgroups of version 2 alone, AppArmor, and whose root
 * has every right: see {@link VirtualMachine}. It boots once for all of them, without hardware help, which takes long.
 */
class V2InQemuTest {
    @TempDir
    private Path directory;

    @TestFactory
    List<DynamicTest> rootAndAnOrdinaryUserWithADelegatedSubtree() throws Exception {
        String root = VirtualMachine.run(
                CgroupKernelTest.class,
                BpfDeviceFiltersTest.class,
                LimitsTest.class,
                CallersRightsTest.class,
                AppArmorTest.class);
        String user = VirtualMachine.runWithDelegatedCgroup(CgroupKernelTest.class, LimitsTest.class);
        return VirtualMachine.tests(directory, new TreeMap<>(Map.of("root", root, "user", user)));
    }
}
