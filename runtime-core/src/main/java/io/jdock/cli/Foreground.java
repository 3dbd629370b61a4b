package io.jdock.cli;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Terminal;
import io.jdock.kernel.WindowSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A process in a container that this JVM waits for, on its own terminal if the process has one. When the JVM is asked to
 * end, the process is.
 */
final class Foreground {
    private final Process process;
    private final boolean terminal;

    Foreground(Process process, boolean terminal) {
        this.process = process;
        this.terminal = terminal;
    }

    /** Returns its exit status. */
    int await() throws IOException, InterruptedException {
        Thread end = new Thread(this::end, "ends the container");
        Runtime.getRuntime().addShutdownHook(end);
        if (!terminal) {
            return process.waitFor();
        }
        try (Descriptor input = Descriptor.duplicateOf(0);
                Terminal.@Nullable RawMode raw = rawMode(input)) {
            relay(System.in, process.getOutputStream());
            process.getInputStream().transferTo(System.out);
            System.out.flush();
            return process.waitFor();
        }
    }

    private void end() {
        process.destroy();
        try {
            Runtime.getRuntime().halt(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The caller's terminal hands every key on, and Ctrl-C is the container's. */
    private static Terminal.@Nullable RawMode rawMode(Descriptor input) throws KernelException {
        return Terminal.isTerminal(input) ? Terminal.of(input).raw() : null;
    }

    private static void relay(InputStream from, OutputStream to) {
        Thread thread = new Thread(
                () -> {
                    try {
                        byte[] keys = new byte[4096];
                        for (int count = from.read(keys); count >= 0; count = from.read(keys)) {
                            to.write(keys, 0, count);
                            to.flush();
                        }
                    } catch (IOException e) {
                        // the container has ended, and nobody reads any more
                    }
                },
                "keys for the container");
        thread.setDaemon(true);
        thread.start();
    }

    /** The size of the caller's terminal; nothing where there is none. */
    static @Nullable WindowSize size() throws KernelException {
        try (Descriptor input = Descriptor.duplicateOf(0)) {
            return Terminal.isTerminal(input) ? Terminal.of(input).windowSize() : null;
        }
    }
}
