package io.jdock.service;

import io.jdock.kernel.DaemonThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** What a service writes: to a file, to whoever listens, and watched for the line that says that it is ready. */
final class ServiceLog {
    private static final int TAIL = 20;

    private final LogWriter file; // guarded by this
    private final List<Consumer<LogLine>> listeners = new ArrayList<>(); // guarded by this
    private final Map<Condition.Log, Watch> awaited = new LinkedHashMap<>(); // guarded by this
    private final Deque<String> tail = new ArrayDeque<>(); // guarded by this
    private CompletableFuture<Void> next = new CompletableFuture<>(); // guarded by this
    private final CompletableFuture<Void> end;

    /** What is still to come of the lines that a condition wants. */
    private static final class Watch {
        private final CompletableFuture<Void> found = new CompletableFuture<>();
        private int left;

        Watch(int left) {
            this.left = left;
        }
    }

    /**
     * Begins to read.
     *
     * @param goesOn whether the file is written on, and not anew
     * @param readiness whose lines are looked for from the first on
     */
    ServiceLog(Process process, LogFile file, boolean goesOn, Consumer<LogLine> listener, Readiness readiness)
            throws IOException {
        this.file = new LogWriter(file, goesOn);
        this.listeners.add(listener);
        readiness.conditions().forEach(this::watch);
        this.end = CompletableFuture.allOf(reader(process.getInputStream()), reader(process.getErrorStream()))
                .whenComplete((nothing, failure) -> close());
    }

    private void watch(Condition condition) {
        if (condition instanceof Condition.Log lines) {
            awaited.put(lines, new Watch(lines.times()));
        } else if (condition instanceof Condition.AnyOf any) {
            any.conditions().forEach(this::watch);
        }
    }

    private CompletableFuture<Void> reader(InputStream stream) {
        return CompletableFuture.runAsync(() -> read(stream), new DaemonThreads("jdock reads a service"));
    }

    private void read(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, Charset.defaultCharset()))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void take(String text) throws IOException {
        tail.addLast(text);
        if (tail.size() > TAIL) {
            tail.removeFirst();
        }
        LogLine line = new LogLine(Optional.of(Instant.now()), text);
        file.write(line);
        listeners.forEach(listener -> listener.accept(line));
        awaited.forEach((wanted, watch) -> {
            if (watch.left > 0 && wanted.pattern().matcher(text).find() && --watch.left == 0) {
                watch.found.complete(null);
            }
        });
        CompletableFuture<Void> told = next;
        next = new CompletableFuture<>();
        told.complete(null);
    }

    private synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Completed by the last of the lines that a condition wants, which has to be one of those that were given. */
    synchronized CompletableFuture<Void> found(Condition.Log wanted) {
        return Objects.requireNonNull(awaited.get(wanted), "a condition of this service").found;
    }

    /** Completed by the next line, whatever it says. */
    synchronized CompletableFuture<Void> next() {
        return next;
    }

    /** Completed when everything has been read. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** All lines so far, as far as they are kept. */
    synchronized List<LogLine> lines() throws IOException {
        return file.lines();
    }

    /** Of the lines so far so many at most. */
    synchronized List<LogLine> last(int most) throws IOException {
        List<LogLine> lines = lines();
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    /**
     * Tells a listener the lines so far and each one that comes, until the end or until the thread is interrupted.
     *
     * @param last how many of the lines so far at most
     */
    void follow(int last, Consumer<LogLine> listener) throws IOException, InterruptedException {
        synchronized (this) {
            last(last).forEach(listener);
            listeners.add(listener);
        }
        try {
            end.exceptionally(e -> null).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("failures are taken for an end", e);
        } finally {
            synchronized (this) {
                listeners.remove(listener);
            }
        }
    }

    /** The last lines, from the oldest on. */
    synchronized List<String> tail() {
        return List.copyOf(tail);
    }
}
