package io.jdock.container;

import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.ExitStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Signal;
import io.jdock.kernel.Terminal;
import io.jdock.kernel.WindowSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process in a container, held by way of the monitor on the host that watches over it. */
abstract sealed class MonitoredProcess extends FutureProcess permits Container, ContainerProcess {
    /** How long a process that was asked to end may take until it is killed: Eclipse's own limit is 5 s in all. */
    static final Duration GRACE = Duration.ofSeconds(3);

    private final Child monitor;
    private final int pid;
    private final StreamEnds streams;
    private final Lifeline lifeline;
    private boolean reaped; // guarded by monitor
    private final CompletableFuture<Integer> exit;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    MonitoredProcess(Launcher.Started started) {
        this(started, new CompletableFuture<>());
    }

    private MonitoredProcess(Launcher.Started started, CompletableFuture<Integer> exit) {
        super(exit, "container");
        this.exit = exit;
        this.monitor = started.monitor();
        this.pid = started.pid();
        this.streams = started.streams();
        this.lifeline = started.lifeline();
    }

    /** The monitor, which can be read when it has ended. */
    final Descriptor handle() {
        return monitor.descriptor();
    }

    /** Whether the monitor tells the end of the container, and not only its own. */
    final boolean tellsEnd() {
        return lifeline.tells();
    }

    /** Can be read when the monitor has told the end, or has ended. */
    final Descriptor news() {
        return lifeline.descriptor();
    }

    /** Complete when the monitor has ended too, and nothing is left. */
    final CompletableFuture<Void> gone() {
        return gone;
    }

    /** Whether what comes after the end takes no time worth mentioning. */
    abstract boolean finishesAtOnce();

    /**
     * Tells the end, if the monitor has told it. The kernel takes down the container's mounts after that, with the end of the
     * monitor, which is still to be waited for by {@link #finish}.
     *
     * @return false if the monitor has ended, or is ending, without a word
     */
    final boolean tellEnd() {
        OptionalInt status = lifeline.told();
        status.ifPresent(this::end);
        return status.isPresent();
    }

    /** Waits for the monitor, gives all back, and tells the end unless it is told. Called once. */
    final void finish() {
        try {
            Optional<ExitStatus> ended = monitor.poll(); // as a rule it has, or nobody would call this
            int status = (ended.isPresent() ? ended.get() : monitor.waitFor()).shellStatus();
            synchronized (monitor) {
                lifeline.close();
                monitor.close();
                reaped = true;
            }
            if (!exit.isDone()) {
                end(status);
            }
        } catch (KernelException e) {
            exit.completeExceptionally(e);
        } finally {
            gone.complete(null);
        }
    }

    private void end(int status) {
        ended();
        exit.complete(status);
        streams.applicationEnded();
    }

    /** Takes down what belongs to the process, before its end is told. */
    abstract void ended();

    /** The process id on this host: inside it is another. */
    @Override
    public long pid() {
        return pid;
    }

    @Override
    public OutputStream getOutputStream() {
        return streams.input();
    }

    @Override
    public InputStream getInputStream() {
        return streams.output();
    }

    @Override
    public InputStream getErrorStream() {
        return streams.error();
    }

    @Override
    protected final String describe(Throwable failure) {
        return "cannot learn how the container ended";
    }

    /** Sends a signal to the application; one that has ended takes no notice. */
    public void signal(Signal signal) {
        synchronized (monitor) {
            if (reaped) {
                return;
            }
            try {
                monitor.signal(signal);
            } catch (KernelException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What asks the application to end. */
    Signal stopSignal() {
        return Signal.SIGTERM;
    }

    /** Asks the application to end, and kills the whole container if it has not done so after 3 seconds. */
    @Override
    public void destroy() {
        if (!isAlive()) {
            return;
        }
        signal(stopSignal());
        CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::destroyForcibly);
    }

    /** Kills the application and all that it has started, at once. */
    @Override
    public Process destroyForcibly() {
        synchronized (monitor) {
            if (!reaped) {
                letGo();
            }
        }
        return this;
    }

    private void letGo() {
        try {
            lifeline.letGo();
        } catch (KernelException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean supportsNormalTermination() {
        return true;
    }

    /**
     * Not supported: a handle lets others signal the processes inside one by one, and Eclipse does, where ending the
     * container is this object's affair.
     */
    @Override
    public ProcessHandle toHandle() {
        throw new UnsupportedOperationException("the processes of a container are ended with it");
    }

    /**
     * Tells the application that its terminal has another size.
     *
     * @throws IllegalStateException if it has no terminal
     */
    public void resize(int rows, int columns) throws IOException {
        Descriptor master = streams.master().orElseThrow(() -> new IllegalStateException("there is no terminal"));
        Terminal.of(master).setWindowSize(new WindowSize(rows, columns));
    }
}
