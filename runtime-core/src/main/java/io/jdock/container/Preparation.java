package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Plan;
import java.util.function.BooleanSupplier;

/**
 * All that is made before a container is started, and serves others that are equal but for their id.
 *
 * @param configuration without a host name if that is the id
 * @param executable the plan's program
 * @param fits whether the host's files are still what the plan was made for
 */
record Preparation(RuntimeSpec configuration, Plan plan, Descriptor executable, BooleanSupplier fits)
        implements AutoCloseable {
    @Override
    public void close() {
        executable.close();
    }
}
