package io.jdock.program;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import java.util.function.Supplier;

/** Makes programs that can be started. */
public interface Executables {
    /** To be closed by the caller. */
    Descriptor of(Program program) throws KernelException;

    /**
     * The same for a program that is made of nothing but some values: who has it already need not make it.
     *
     * @param values equal exactly if the programs are; no other class's are
     */
    default Descriptor of(Record values, Supplier<Program> program) throws KernelException {
        return of(program.get());
    }
}
