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
import org.jspecify.annotations.Nullable;

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
    private volatile Watcher.@Nullable Watched watched; // null until it is

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

    void watchedAs(Watcher.Watched watched) {
        this.watched = watched;
    }

    @Override
    public int waitFor() throws InterruptedException {
        Watcher.Watched listening = watched;
        if (listening != null && !Thread.currentThread().isInterrupted()) {
            listening.listen();
        }
        return super.waitFor();
    }

    /** The monitor, which can be read when it has ended. */
    final Descriptor handle() {
        return monitor.descriptor();
    }

    /** Can be read when {@link #tellEnd} has something to do; null if it never has. */
    final @Nullable Descriptor news() {
        return lifeline.end();
    }

    /** Complete when the monitor has ended too, and nothing is left. */
    final CompletableFuture<Void> gone() {
        return gone;
    }

    /** Whether what comes after the end takes no time worth mentioning. */
    abstract boolean finishesAtOnce();

    /**
     * Tells the end, if PID 1 has told it. It ends itself after that, and the kernel takes the container's mounts down; for the monitor,
     * which waits for both, {@link #finish} is still to wait. An application that has told its end in the name of PID 1 is killed.
     */
    final void tellEnd() {
        OptionalInt status = lifeline.told();
        if (status.isPresent()) {
            end(status.getAsInt());
            lifeline.letGo();
        }
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
                lifeline.letGo();
            }
        }
        return this;
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
