package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.oci.RuntimeSpec;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that is made before a container is started, and serves others that are equal but for their id.
 *
 * @param configuration gives it without a host name if that is the id
 * @param startable the plan's program, which this owns
 * @param fits whether the host's files are still what the plan was made for
 */
record Preparation(Supplier<RuntimeSpec> configuration, Startable startable, BooleanSupplier fits)
        implements AutoCloseable {
    /** A second one of the same, or null if this one is closed. */
    @Nullable
    Preparation copy() throws KernelException {
        Descriptor executable = startable.executable();
        return executable.isOpen() ? with(executable.duplicate(), fits) : null;
    }

    /** The same with another descriptor of the program. */
    Preparation with(Descriptor executable, BooleanSupplier fits) {
        return new Preparation(
                configuration, new Startable(executable, startable.descriptors(), startable.plan()), fits);
    }

    @Override
    public void close() {
        startable.executable().close();
    }
}
