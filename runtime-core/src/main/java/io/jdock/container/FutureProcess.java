package io.jdock.container;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process whose exit status a future tells. */
public abstract class FutureProcess extends Process {
    private final CompletableFuture<Integer> exit;
    private final String kind;

    /**
     * @param exit completed with the exit status at the end, or with why that cannot be learnt
     * @param kind what it is, for messages
     */
    protected FutureProcess(CompletableFuture<Integer> exit, String kind) {
        this.exit = exit;
        this.kind = kind;
    }

    /** That the end cannot be learnt, as an error for people. */
    protected abstract String describe(Throwable failure);

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw unknown(e);
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            exit.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw unknown(e);
        }
    }

    private IllegalStateException unknown(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return new IllegalStateException(describe(cause), cause);
    }

    /** The exit status, 128+n if signal n ended it. */
    @Override
    public int exitValue() {
        Integer value = exit.getNow(null);
        if (value == null) {
            throw new IllegalThreadStateException("the " + kind + " still runs");
        }
        return value;
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.handleAsync(
                (status, failure) -> this); // what follows may take its time: others' ends wait meanwhile
    }
}
