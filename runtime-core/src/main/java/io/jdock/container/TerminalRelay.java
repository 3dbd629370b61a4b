package io.jdock.container;

import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Poll;
import io.jdock.kernel.Terminal;
import io.jdock.kernel.WindowChanges;
import io.jdock.kernel.WindowSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The standard input and output of this JVM, put through to the terminal of a process in a container. If they are a terminal
 * themselves, that one hands on every key, so that Ctrl-C is the process's affair, and its size; it gets its settings back
 * when this is closed, and also when the JVM ends before, be it that it is killed.
 */
public final class TerminalRelay implements AutoCloseable {
    private static final int BUFFER_SIZE = 4096;

    private final MonitoredProcess process;
    private final Descriptor input;
    private final Descriptor output;
    private final Pipe stop;
    private final Thread keys;
    private final Thread screen;
    private @Nullable Loan loan;
    private boolean closed; // guarded by this

    private TerminalRelay(MonitoredProcess process, Descriptor input, Descriptor output, Pipe stop) {
        this.process = process;
        this.input = input;
        this.output = output;
        this.stop = stop;
        this.keys = new DaemonThreads("keys for " + process).of(this::relayKeys);
        this.screen = new DaemonThreads("output of " + process).of(this::relayOutput);
    }

    /** For the process of {@link Container} whose streams are those of {@link #terminal()}. */
    public static TerminalRelay of(Container container) throws IOException {
        return start(container);
    }

    /** For a further process. */
    public static TerminalRelay of(ContainerProcess process) throws IOException {
        return start(process);
    }

    /**
     * A terminal like that of this JVM.
     *
     * @return empty if standard input and output are no terminal, or one that this JVM may not use at the moment, being in its
     *     background
     */
    public static Optional<Streams.Terminal> terminal() throws IOException {
        try (Descriptor input = Descriptor.duplicateOf(0);
                Descriptor output = Descriptor.duplicateOf(1)) {
            if (!isOwn(input) || !Terminal.isTerminal(output)) {
                return Optional.empty();
            }
            WindowSize size = Terminal.of(input).windowSize();
            return Optional.of(new Streams.Terminal(size.rows(), size.columns()));
        }
    }

    private static boolean isOwn(Descriptor input) throws KernelException {
        return Terminal.isTerminal(input) && Terminal.of(input).inForeground();
    }

    private static TerminalRelay start(MonitoredProcess process) throws KernelException {
        TerminalRelay relay =
                new TerminalRelay(process, Descriptor.duplicateOf(0), Descriptor.duplicateOf(1), Pipe.open());
        try {
            if (isOwn(relay.input)) {
                relay.loan = Loan.take(relay.input, process);
            }
        } catch (KernelException | RuntimeException | Error e) {
            relay.giveBack();
            throw e;
        }
        relay.keys.start();
        relay.screen.start();
        return relay;
    }

    /** Waits for the caller's keys and for the end at the same time: a read in vain would take a key that is not for us. */
    private void relayKeys() {
        InputStream from = input.inputStream();
        try (Poll poll = new Poll()) {
            int key = poll.add(input, Poll.Interest.READ);
            int end = poll.add(stop.reader(), Poll.Interest.READ);
            OutputStream to = process.getOutputStream();
            byte[] bytes = new byte[BUFFER_SIZE];
            while (true) {
                poll.await();
                int count = poll.isReady(end) || !poll.isReady(key) ? -1 : from.read(bytes);
                if (count < 0) {
                    return;
                }
                to.write(bytes, 0, count);
                to.flush();
            }
        } catch (IOException e) {
            // The process has ended, or the terminal is gone: nobody types any more.
        }
    }

    /** What cannot be written is read nevertheless, lest the process wait for ever. */
    private void relayOutput() {
        boolean writable = true;
        try {
            InputStream from = process.getInputStream();
            OutputStream to = output.outputStream();
            byte[] bytes = new byte[BUFFER_SIZE];
            for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                if (writable) {
                    writable = write(to, bytes, count);
                }
            }
        } catch (IOException e) {
            // closed by the program that started the process
        }
    }

    private static boolean write(OutputStream to, byte[] bytes, int count) {
        try {
            to.write(bytes, 0, count);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Hands on the rest of what a process has written that has ended, and gives the terminal back.
     *
     * @throws IOException if the terminal does not take its settings back
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        stop.writer().close();
        DaemonThreads.awaitEnd(keys);
        if (!process.isAlive()) {
            DaemonThreads.awaitEnd(screen);
        }
        giveBack();
    }

    private void giveBack() throws KernelException {
        try (input;
                output;
                stop) {
            if (loan != null) {
                loan.close();
            }
        }
    }

    /** The JVM's terminal while its keys are the process's. */
    private static final class Loan implements AutoCloseable {
        private final TerminalGuard guard;
        private final Terminal.RawMode raw;
        private final WindowChanges changes;
        private final Thread atExit;

        private Loan(TerminalGuard guard, Terminal.RawMode raw, WindowChanges changes) {
            this.guard = guard;
            this.raw = raw;
            this.changes = changes;
            this.atExit = new Thread(this::restore, "gives the terminal back");
        }

        static Loan take(Descriptor input, MonitoredProcess process) throws KernelException {
            Terminal terminal = Terminal.of(input);
            TerminalGuard guard = TerminalGuard.over(input, terminal.settings());
            try {
                Terminal.RawMode raw = terminal.raw();
                Loan loan = new Loan(guard, raw, WindowChanges.listen(() -> resize(terminal, process)));
                resize(terminal, process); // it may have changed since it was asked for
                loan.register();
                return loan;
            } catch (KernelException | RuntimeException | Error e) {
                guard.close();
                throw e;
            }
        }

        private void register() throws KernelException {
            try {
                Runtime.getRuntime().addShutdownHook(atExit);
            } catch (IllegalStateException e) {
                raw.close(); // the JVM is exiting already
            }
        }

        private static void resize(Terminal terminal, MonitoredProcess process) {
            try {
                WindowSize size = terminal.windowSize();
                process.resize(size.rows(), size.columns());
            } catch (IOException | IllegalStateException e) {
                // One of the two terminals is gone.
            }
        }

        private void restore() {
            try {
                raw.close();
            } catch (KernelException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws KernelException {
            changes.close();
            try (guard) {
                raw.close();
            }
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // the JVM is exiting
            }
        }
    }
}
