package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.ContainerProcess;
import io.jdock.container.ExecSpec;
import io.jdock.container.PublishedPort;
import io.jdock.container.Streams;
import io.jdock.kernel.Signal;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A container with a name that runs in the background of a build. */
public final class Service {
    private static final int PAUSE_MILLIS = 50;
    private static final int ANSWER_MILLIS = 2000;

    private final String alias;
    private final Container container;
    private final ServiceLog log;
    private final Readiness readiness;
    private final boolean onHostNetwork;

    Service(String alias, Container container, ServiceLog log, Readiness readiness, boolean onHostNetwork) {
        this.alias = alias;
        this.container = container;
        this.log = log;
        this.readiness = readiness;
        this.onHostNetwork = onHostNetwork;
    }

    public String alias() {
        return alias;
    }

    public Container container() {
        return container;
    }

    /**
     * Waits for the end, and for all that was written until then.
     *
     * @return its exit status; empty if it still runs after this time
     */
    public OptionalInt awaitEnd(Duration patience) throws InterruptedException {
        if (!container.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return OptionalInt.empty();
        }
        log.end().exceptionally(e -> null).join();
        return OptionalInt.of(container.exitValue());
    }

    /** Its exit status; empty while it runs. */
    public OptionalInt exitStatus() {
        return container.isAlive() ? OptionalInt.empty() : OptionalInt.of(container.exitValue());
    }

    /**
     * Sends a signal to the application; SIGKILL ends the whole container.
     *
     * @return whether it still ran
     */
    public boolean signal(Signal signal) {
        boolean alive = container.isAlive();
        if (signal.equals(Signal.SIGKILL)) {
            kill();
        } else {
            container.signal(signal);
        }
        return alive;
    }

    /** All that it wrote so far. */
    public List<String> lines() throws IOException {
        return log.lines();
    }

    /** Something that is looked at again and again, for the kernel tells of no event. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * Returns when the service is ready.
     *
     * @throws ServiceException if it ends before, or the time is over; the message has the last lines that it wrote
     */
    void awaitReady() throws IOException, InterruptedException, ServiceException {
        long deadline = System.nanoTime() + readiness.timeout().toNanos();
        if (readiness.log().isPresent()) {
            awaitLine(deadline, "a line with '" + readiness.log().get() + "'");
        }
        if (readiness.tcp().isPresent()) {
            int port = readiness.tcp().get();
            await(deadline, "port " + port, () -> listensOn(port));
        }
        if (readiness.http().isPresent()) {
            URI address = fromOutside(readiness.http().get());
            await(deadline, "an answer from " + address, () -> answers(address));
        }
        if (readiness.command().isPresent()) {
            String command = readiness.command().get();
            await(deadline, "success of '" + command + "'", () -> succeeds(command));
        }
        if (readiness.exit().isPresent()) {
            awaitExit(deadline, readiness.exit().get());
        }
        if (readiness.time().isPresent()) {
            awaitTime(deadline, readiness.time().get());
        }
    }

    private void awaitTime(long deadline, Duration time) throws InterruptedException, ServiceException {
        String what = time.toMillis() + " ms to pass";
        long left = left(deadline);
        if (container.waitFor(Math.min(time.toNanos(), left), TimeUnit.NANOSECONDS)) {
            throw ended(what);
        }
        if (time.toNanos() > left) {
            throw overdue(what);
        }
    }

    private void awaitLine(long deadline, String what) throws InterruptedException, ServiceException {
        try {
            // the end of the output and not of the process: the line may be the last one
            CompletableFuture.anyOf(log.found(), log.end()).get(left(deadline), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw overdue(what);
        } catch (ExecutionException e) {
            throw ServiceException.notReady(alias + ": its output cannot be written: " + e.getMessage(), e);
        }
        if (!log.found().isDone()) {
            throw ended(what);
        }
    }

    private void await(long deadline, String what, Condition condition)
            throws IOException, InterruptedException, ServiceException {
        while (!condition.holds()) {
            if (container.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw ended(what);
            }
            if (left(deadline) <= 0) {
                throw overdue(what);
            }
        }
    }

    private void awaitExit(long deadline, int status) throws InterruptedException, ServiceException {
        String what = "its end with status " + status;
        if (!container.waitFor(left(deadline), TimeUnit.NANOSECONDS)) {
            throw overdue(what);
        }
        if (container.exitValue() != status) {
            throw ended(what);
        }
        log.end()
                .exceptionally(e -> null)
                .join(); // who depends on it may want what it wrote; nobody can write any more
    }

    private static long left(long deadline) {
        return Math.max(0, deadline - System.nanoTime());
    }

    private boolean listensOn(int port) throws IOException {
        if (onHostNetwork) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
        return hasListener("tcp", port) || hasListener("tcp6", port);
    }

    /** From proc(5), /proc/pid/net/tcp: the second field is the local address and port, the fourth the state; 0A listens. */
    private boolean hasListener(String protocol, int port) throws IOException {
        Path table = Path.of("/proc/" + container.pid() + "/net/" + protocol);
        String end = String.format(":%04X", port);
        try {
            return Files.readAllLines(table).stream()
                    .map(line -> line.strip().split(" +"))
                    .anyMatch(fields -> fields.length > 3 && fields[1].endsWith(end) && fields[3].equals("0A"));
        } catch (IOException e) {
            if (container.isAlive() && Files.exists(table)) {
                throw e;
            }
            return false; // it has just ended, or there is no IPv6
        }
    }

    /** Who describes a service knows its port in the container, and not which one of this machine it will become. */
    private URI fromOutside(URI address) {
        boolean here = "localhost".equals(address.getHost()) || "127.0.0.1".equals(address.getHost());
        List<PublishedPort> ports = container.publishedPorts();
        if (!here || ports.stream().anyMatch(port -> port.hostPort() == address.getPort())) {
            return address;
        }
        return ports.stream()
                .filter(port -> port.containerPort() == address.getPort())
                .findFirst()
                .map(port -> URI.create(address.getScheme() + "://" + address.getHost() + ":" + port.hostPort()
                        + address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery())))
                .orElse(address);
    }

    private static boolean answers(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(ANSWER_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        try {
            return connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST;
        } catch (IOException e) {
            return false;
        } finally {
            connection.disconnect();
        }
    }

    private boolean succeeds(String command) throws IOException, InterruptedException {
        try {
            ContainerProcess process =
                    container.exec(ExecSpec.of("/bin/sh", "-c", command).withStreams(new Streams.Discard()));
            return process.waitFor() == 0;
        } catch (IOException e) {
            if (container.isAlive()) {
                throw e;
            }
            return false;
        }
    }

    private ServiceException ended(String what) throws InterruptedException {
        int status = container.waitFor();
        log.end().orTimeout(1, TimeUnit.SECONDS).exceptionally(e -> null).join();
        return ServiceException.notReady(alias + " ended with exit status " + status + shortage() + " while " + what
                + " was waited for" + lastLines());
    }

    private String shortage() {
        return container.oomKilled()
                ? ", its limit of memory being reached,"
                : container.pidsExhausted() ? ", its limit of processes and threads being reached," : "";
    }

    private ServiceException overdue(String what) {
        return ServiceException.notReady(alias + " was not ready within "
                + readiness.timeout().toSeconds() + " s: still waited for " + what + lastLines());
    }

    /** What it wrote last, as the end of a message: from a semicolon on. */
    public String lastLines() {
        return log.tail().isEmpty()
                ? "; it has written nothing"
                : "; the last it wrote:\n    " + String.join("\n    ", log.tail());
    }

    /** Ends the container at once, without asking. Who waits for it to be ready is told that it has ended. */
    void kill() {
        container.destroyForcibly();
    }

    /**
     * Ends the container: asks first, kills after three seconds.
     *
     * @return its exit status
     */
    int stop() throws InterruptedException {
        container.destroy();
        int status = container.waitFor();
        log.end().exceptionally(e -> null).join();
        return status;
    }
}
