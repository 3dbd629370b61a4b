package io.jdock.container;

import io.jdock.cgroup.OrdinaryUser;
import io.jdock.cgroup.PlainRunner;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@link LimitsTest} and {@link UndelegatedLimitsTest} by a user without rights. */
class RootlessLimitsTest {
    @TestFactory
    List<DynamicTest> anOrdinaryUserWithDelegatedCgroups() throws Exception {
        return PlainRunner.orSkipped(() -> {
            try (OrdinaryUser user = new OrdinaryUser()) {
                return user.runWithDelegatedCgroups(LimitsTest.class);
            }
        });
    }

    @TestFactory
    List<DynamicTest> anOrdinaryUserWithoutDelegation() throws Exception {
        return PlainRunner.orSkipped(() -> {
            try (OrdinaryUser user = new OrdinaryUser()) {
                return user.run(UndelegatedLimitsTest.class);
            }
        });
    }
}
