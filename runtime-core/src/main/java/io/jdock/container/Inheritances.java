package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.kernel.UnixSocket;
import io.jdock.plan.Descriptors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Descriptors for a program besides its standard streams, opened one by one and closed together. */
final class Inheritances implements AutoCloseable {
    private static final int FIRST_PRESERVED = 3;

    private final List<Inheritance> all = new ArrayList<>();

    void add(Descriptor descriptor, int number) {
        all.add(new Inheritance(descriptor, number));
    }

    /** Those that the caller of this JVM hands to the application. */
    void preserve(int count) throws ContainerException {
        for (int number = FIRST_PRESERVED; number < FIRST_PRESERVED + count; number++) {
            try {
                add(Descriptor.duplicateOf(number), number);
            } catch (KernelException e) {
                throw ContainerException.of("hand descriptor " + number + " to the application", e);
            }
        }
    }

    /**
     * Connects to the socket that takes the terminal's master.
     *
     * @throws ContainerException if there has to be one and is none, or the other way round
     */
    void console(Optional<Path> socket, boolean terminal, Descriptors numbers) throws ContainerException {
        if (terminal != socket.isPresent()) {
            throw ContainerException.of(
                    "hand out the terminal",
                    terminal
                            ? "process.terminal is true, so a detached process needs --console-socket"
                            : "process.terminal is false, so there is none for --console-socket");
        }
        if (socket.isPresent()) {
            try {
                add(UnixSocket.connect(socket.get().toString()).descriptor(), numbers.console());
            } catch (KernelException e) {
                throw ContainerException.of("connect to the console socket " + socket.get(), e);
            }
        }
    }

    List<Inheritance> all() {
        return all;
    }

    @Override
    public void close() {
        all.forEach(inheritance -> inheritance.source().close());
    }
}
