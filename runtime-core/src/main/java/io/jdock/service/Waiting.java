package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.HealthCheck;
import io.jdock.container.PublishedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongUnaryOperator;

/** Waits until a service is ready, woken by events where there are any, and by what it writes where there are none. */
final class Waiting {
    /** Between two looks at what tells of no event: ports, answers, commands. */
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(2).toNanos();

    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    /** A pause is this part of the time that the service has taken by then: so much later at most is seen that it is ready. */
    private static final int PAUSE_DIVISOR = 8;

    /** Looks that take no more than this in all may follow each other. */
    private static final long EAGER_NANOS = Duration.ofMillis(200).toNanos();

    private static final int ANSWER_MILLIS = 2000;

    private final Service service;
    private final Container container;
    private final ServiceLog log;
    private final boolean onHostNetwork;
    private final LongUnaryOperator pause;
    private final long start = System.nanoTime();
    private long looked; // nanoseconds, at what is polled

    /** Everything that it wrote has been read, and it has ended. */
    private final CompletableFuture<?> end;

    /** Fails when what it writes cannot be kept. */
    private final CompletableFuture<?> broken = new CompletableFuture<>();

    Waiting(Service service, ServiceLog log, boolean onHostNetwork) {
        this(service, log, onHostNetwork, Waiting::pause);
    }

    /** @param pause between two looks in nanoseconds, if the service has taken so long already and writes nothing */
    Waiting(Service service, ServiceLog log, boolean onHostNetwork, LongUnaryOperator pause) {
        this.pause = pause;
        this.service = service;
        this.container = service.container();
        this.log = log;
        this.onHostNetwork = onHostNetwork;
        this.end = CompletableFuture.allOf(container.onExit(), log.end().exceptionally(e -> null));
        log.end().exceptionally(e -> {
            broken.completeExceptionally(e);
            return null;
        });
    }

    /** Whether a condition holds by now. */
    private interface Look {
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * How a condition is waited for.
     *
     * @param event before which the condition does not hold
     * @param isPolled whether there is no such event, and looking again and again is all that can be done
     */
    private record Check(Look look, CompletableFuture<?> event, boolean isPolled) {
        static Check onEvent(CompletableFuture<?> event) {
            return new Check(event::isDone, event, false);
        }

        static Check polled(Look look) {
            return new Check(look, new CompletableFuture<>(), true);
        }
    }

    /**
     * Returns when all conditions hold, each waited for when those before it hold.
     *
     * @throws ServiceException if the service ends before, or the time is over
     */
    void until(Readiness readiness) throws IOException, InterruptedException, ServiceException {
        for (Condition condition : readiness.conditions()) {
            await(condition, readiness.timeout());
        }
    }

    private void await(Condition condition, Duration timeout)
            throws IOException, InterruptedException, ServiceException {
        Check check = check(condition);
        CompletableFuture<?> event = CompletableFuture.anyOf(check.event(), end, broken);
        while (true) {
            boolean ended = end.isDone(); // asked before the look, as the next: the last line may be the one
            CompletableFuture<?> line = log.next();
            long begun = System.nanoTime();
            if (check.look().holds()) {
                return;
            }
            if (ended) {
                throw ended(condition);
            }
            long now = System.nanoTime();
            long left = timeout.toNanos() - (now - start);
            if (left <= 0) {
                throw overdue(condition, timeout);
            }
            if (check.isPolled()) {
                looked += now - begun;
                rest(event, line, Math.max(SHORTEST_PAUSE_NANOS, now - begun), left);
            } else {
                sleep(event, left);
            }
        }
    }

    /**
     * Until the next look: when a line comes or has come during the last one, for services mostly write when they are ready, or when the
     * pause is over.
     *
     * @param least as long as the last look took. When all looks have taken long, a line does not end it, lest a service that writes much
     *     is looked at all the time
     * @param most of all that
     */
    private void rest(CompletableFuture<?> event, CompletableFuture<?> line, long least, long most)
            throws InterruptedException, ServiceException {
        long wanted = Math.max(least, pause.applyAsLong(System.nanoTime() - start));
        long deaf = looked > EAGER_NANOS ? least : 0;
        if (deaf > 0) {
            sleep(event, Math.min(most, deaf));
        }
        long rest = wanted - deaf;
        if (rest > 0 && !event.isDone()) {
            sleep(CompletableFuture.anyOf(event, line), Math.min(most, rest));
        }
    }

    /** How long to wait before the next look, in nanoseconds, if the service has taken so long already. */
    static long pause(long taken) {
        return Math.min(LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, taken / PAUSE_DIVISOR));
    }

    /** Until the event happens, or the time is over. */
    private void sleep(CompletableFuture<?> event, long nanos) throws InterruptedException, ServiceException {
        try {
            event.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (ExecutionException e) {
            throw ServiceException.notReady(service.alias() + ": its output cannot be written: " + e.getMessage(), e);
        }
    }

    private Check check(Condition condition) {
        if (condition instanceof Condition.Log log) {
            return Check.onEvent(this.log.found(log));
        } else if (condition instanceof Condition.Listening listening) {
            return Check.polled(() -> listensOn(listening.port()));
        } else if (condition instanceof Condition.Http http) {
            HttpProbe probe = new HttpProbe(http, fromOutside(http.address()));
            return Check.polled(probe::answers);
        } else if (condition instanceof Condition.Command command) {
            List<String> shell = List.of("/bin/sh", "-c", command.command());
            return Check.polled(new CommandProbe(container, shell, Optional.empty())::succeeds);
        } else if (condition instanceof Condition.Healthy) {
            HealthCheck look = health();
            return Check.polled(new CommandProbe(container, look.command(), Optional.of(look.timeout()))::succeeds);
        } else if (condition instanceof Condition.Exit exit) {
            return new Check(() -> end.isDone() && container.exitValue() == exit.status(), end, false);
        } else if (condition instanceof Condition.Time time) {
            return Check.onEvent(new CompletableFuture<>()
                    .completeOnTimeout(null, time.time().toNanos(), TimeUnit.NANOSECONDS));
        } else if (condition instanceof Condition.AnyOf any) {
            return anyOf(any.conditions().stream().map(this::check).toList());
        }
        throw new IllegalStateException("unknown condition: " + condition);
    }

    private static Check anyOf(List<Check> checks) {
        Look look = () -> {
            for (Check check : checks) {
                if (check.look().holds()) {
                    return true;
                }
            }
            return false;
        };
        return new Check(
                look,
                CompletableFuture.anyOf(checks.stream().map(Check::event).toArray(CompletableFuture[]::new)),
                checks.stream().anyMatch(Check::isPolled));
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

    private HealthCheck health() {
        return service.description().health().orElseThrow(); // as its description makes sure
    }

    private String inWords(Condition condition) {
        return condition instanceof Condition.Healthy
                ? condition + " '" + String.join(" ", health().command()) + "'"
                : condition.toString();
    }

    private ServiceException ended(Condition condition) {
        return ServiceException.notReady(service.alias() + " ended with exit status " + container.exitValue()
                + shortage() + " while " + inWords(condition) + " was waited for" + service.lastLines());
    }

    private String shortage() {
        return container.oomKilled()
                ? ", its limit of memory being reached,"
                : container.pidsExhausted() ? ", its limit of processes and threads being reached," : "";
    }

    private ServiceException overdue(Condition condition, Duration timeout) {
        return ServiceException.notReady(service.alias() + " was not ready within " + timeout.toSeconds()
                + " s: still waited for " + inWords(condition) + service.lastLines());
    }
}
