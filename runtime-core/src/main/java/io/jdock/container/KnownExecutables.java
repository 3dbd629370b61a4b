package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.program.Executables;
import io.jdock.program.Program;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Makes programs once that are needed for many containers, or takes those that another JVM has made. Safe for use by several threads. */
final class KnownExecutables implements Executables {
    private final Launcher launcher;
    private final Optional<KeptPrograms> kept;
    private final Map<Record, byte[]> assembled = new ConcurrentHashMap<>();

    KnownExecutables(Launcher launcher, Optional<KeptPrograms> kept) {
        this.launcher = launcher;
        this.kept = kept;
    }

    @Override
    public Descriptor of(Program program) throws KernelException {
        return launcher.executable(program);
    }

    @Override
    public Descriptor of(Record values, Supplier<Program> program) throws KernelException {
        byte[] known = assembled.get(values);
        if (known == null) {
            Supplier<byte[]> maker = () -> launcher.assemble(program.get());
            known = kept.isPresent()
                    ? kept.get().get(kept.get().key().add(values).bytes(), maker)
                    : maker.get();
            assembled.put(values, known);
        }
        return launcher.executable(known);
    }
}
