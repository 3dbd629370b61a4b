package io.jdock.cgroup;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@link CgroupKernelTest} on a machine that has version 2 alone: see {@link VirtualMachine}. */
class V2InQemuTest {
    @TempDir
    private Path directory;

    @TestFactory
    List<DynamicTest> root() throws Exception {
        return VirtualMachine.tests(directory, VirtualMachine.run(CgroupKernelTest.class, BpfDeviceFiltersTest.class));
    }

    @TestFactory
    List<DynamicTest> anOrdinaryUserWithADelegatedSubtree() throws Exception {
        return VirtualMachine.tests(directory, VirtualMachine.runWithDelegatedCgroup(CgroupKernelTest.class));
    }
}
