package io.jdock.container;

import io.jdock.cgroup.OrdinaryUser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@link LimitsTest} and {@link UndelegatedLimitsTest} by a user without rights. */
class RootlessLimitsTest {
    @TestFactory
    List<DynamicTest> anOrdinaryUserWithDelegatedCgroups() throws IOException {
        try (OrdinaryUser user = new OrdinaryUser()) {
            return user.runWithDelegatedCgroups(LimitsTest.class);
        }
    }

    @TestFactory
    List<DynamicTest> anOrdinaryUserWithoutDelegation() throws IOException {
        try (OrdinaryUser user = new OrdinaryUser()) {
            return user.run(UndelegatedLimitsTest.class);
        }
    }
}
