package io.jdock.cgroup;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same as {@link CgroupKernelTest}, by a user without rights to whom root delegated a cgroup in each hierarchy. */
class RootlessCgroupTest {
    @TestFactory
    List<DynamicTest> anOrdinaryUserWithDelegatedCgroups() throws Exception {
        return PlainRunner.orSkipped(() -> {
            try (OrdinaryUser user = new OrdinaryUser()) {
                return user.runWithDelegatedCgroups(CgroupKernelTest.class);
            }
        });
    }
}
