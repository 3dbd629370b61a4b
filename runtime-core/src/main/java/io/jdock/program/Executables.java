package io.jdock.program;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;

/** Makes programs that can be started. */
public interface Executables {
    /** To be closed by the caller. */
    Descriptor of(Program program) throws KernelException;
}
