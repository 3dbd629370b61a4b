package io.jdock.container;

import io.jdock.cgroup.VirtualMachine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link LimitsTest} on a machine that has cgroups of version 2 alone, AppArmor, and whose root has every right: see
 * {@link VirtualMachine}.
 */
class V2InQemuTest {
    @TempDir
    private Path directory;

    @TestFactory
    List<DynamicTest> root() throws Exception {
        return VirtualMachine.tests(
                directory, VirtualMachine.run(LimitsTest.class, CallersRightsTest.class, AppArmorTest.class));
    }

    @TestFactory
    List<DynamicTest> anOrdinaryUserWithADelegatedSubtree() throws Exception {
        return VirtualMachine.tests(directory, VirtualMachine.runWithDelegatedCgroup(LimitsTest.class));
    }
}
