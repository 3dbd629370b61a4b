package io.jdock.service;

import io.jdock.container.ExecSpec;
import io.jdock.container.Streams;
import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Signal;
import io.jdock.plan.PlanException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A {@link Keeper}'s side of one connection. */
final class KeeperSession implements Runnable {
    private final Services services;
    private final Map<String, DetachedDescription> descriptions;
    private final Wire wire;
    private final End end;

    /** What is done when no service is left, before the build is told and after. */
    interface End {
        void noneLeft();

        void told();
    }

    /** @param descriptions of the services as they were asked for, by their names; safe for use by several threads */
    KeeperSession(Services services, Map<String, DetachedDescription> descriptions, Wire wire, End end) {
        this.services = services;
        this.descriptions = descriptions;
        this.wire = wire;
        this.end = end;
    }

    /** Answers, and stops doing so when the build is gone. */
    @Override
    public void run() {
        try (wire) {
            Wire.Received received = wire.next();
            Thread answering = new DaemonThreads("jdock answers a build").start(() -> answer(received));
            wire.awaitTakenBack();
            answering.interrupt();
            answering.join();
        } catch (IOException e) {
            // it has asked nothing
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Wire.Received received) {
        Optional<Message> answer = Optional.empty();
        try {
            answer = Optional.of(answered(received));
        } catch (InterruptedException e) {
            // the build is gone, and what it wanted was taken back
        } finally {
            received.descriptors().forEach(Descriptor::close);
        }
        boolean last = changesServices(received.message()) && services.all().isEmpty();
        if (last) {
            end.noneLeft();
        }
        answer.ifPresent(this::tell);
        if (last) {
            end.told();
        }
    }

    private static boolean changesServices(Message asked) {
        return asked instanceof Message.Start || asked instanceof Message.Stop;
    }

    /** That a build is gone is none of the services' concern. */
    private void tell(Message message) {
        try {
            wire.send(message);
        } catch (IOException e) {
            // and what it wanted is about to be taken back
        }
    }

    private Message answered(Wire.Received received) throws InterruptedException {
        try {
            return answer(received.message(), received.descriptors());
        } catch (ServiceException e) {
            return new Message.Failed(true, e.field(), e.getMessage());
        } catch (IOException | IllegalArgumentException | IllegalStateException | PlanException e) {
            return new Message.Failed(false, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private Message answer(Message asked, List<Descriptor> streams)
            throws IOException, InterruptedException, ServiceException {
        if (asked instanceof Message.Start start) {
            return start(start);
        } else if (asked instanceof Message.Stop stop) {
            return stop(stop);
        } else if (asked instanceof Message.Restart restart) {
            return known(List.of(services.restart(restart.alias(), told())));
        } else if (asked instanceof Message.Look) {
            return known(services.all());
        } else if (asked instanceof Message.Await await) {
            Service service = named(await.alias());
            service.awaitEnd(await.patience());
            return known(List.of(service));
        } else if (asked instanceof Message.Send send) {
            return new Message.Did(named(send.alias())
                    .signal(Signal.named(Integer.toString(send.signal())).orElseThrow()));
        } else if (asked instanceof Message.Read read) {
            return read(read);
        } else if (asked instanceof Message.Enter enter) {
            return enter(enter, streams);
        } else if (asked instanceof Message.ListTasks list) {
            return new Message.Working(named(list.alias()).tasks());
        } else if (asked instanceof Message.Measure measure) {
            return new Message.Using(named(measure.alias()).usage());
        }
        throw new IllegalArgumentException("that is no question: " + asked);
    }

    private Service named(String alias) throws IOException {
        return services.named(alias).orElseThrow(() -> new IOException("there is no container '" + alias + "'"));
    }

    private static Message known(List<Service> services) {
        return new Message.Known(services.stream().map(Service::state).toList());
    }

    private BiConsumer<String, LogLine> told() {
        Thread asking = Thread.currentThread();
        return (alias, line) -> {
            if (asking.isAlive()) { // afterwards nobody listens
                tell(new Message.Wrote(alias, line));
            }
        };
    }

    /** Those that run already as they are wanted go on. */
    private Message start(Message.Start start) throws IOException, InterruptedException, ServiceException {
        List<ServiceDescription> missing = new ArrayList<>();
        for (DetachedDescription wanted : start.services()) {
            Optional<Service> there = services.named(wanted.alias());
            boolean runs = there.isPresent() && there.get().state().isAlive();
            if (runs && !wanted.isLike(descriptions.get(wanted.alias()))) {
                throw ServiceException.ofField(
                        "alias",
                        "'" + wanted.alias() + "' runs already, detached, and not as it is described now; stop it first"
                                + " (jdock:stop -Djdock.alias=" + wanted.alias() + ")");
            } else if (!runs) {
                there.ifPresent(services::forget);
                missing.add(wanted.description());
            }
        }
        services.start(missing, told());
        start.services().forEach(wanted -> descriptions.put(wanted.alias(), wanted));
        List<Service> all = new ArrayList<>();
        for (DetachedDescription wanted : start.services()) {
            all.add(named(wanted.alias()));
        }
        return known(all);
    }

    /** A build that is slow to read, or suspended, must not hold the application up. */
    private Message read(Message.Read read) throws IOException, InterruptedException {
        Service service = named(read.alias());
        LineQueue lines = new LineQueue();
        Thread reader = new DaemonThreads("jdock follows a service").start(() -> readInto(lines, service, read));
        try {
            for (Optional<LogLine> line = lines.next(); line.isPresent(); line = lines.next()) {
                wire.send(new Message.Wrote(read.alias(), line.get()));
            }
            return new Message.Did(true);
        } finally {
            reader.interrupt();
        }
    }

    private static void readInto(LineQueue lines, Service service, Message.Read read) {
        try {
            service.read(read.last(), read.follow(), lines::add);
        } catch (IOException e) {
            lines.add(LogLine.unstamped("(the log cannot be read: " + e.getMessage() + ")"));
        } catch (InterruptedException e) {
            // nobody reads on
        } finally {
            lines.end();
        }
    }

    private Message stop(Message.Stop stop) throws InterruptedException {
        List<Service> stopped = new ArrayList<>();
        services.stop(stop.alias(), (service, status) -> stopped.add(service));
        return known(stopped);
    }

    private Message enter(Message.Enter enter, List<Descriptor> streams) throws IOException, InterruptedException {
        if (streams.size() != 3) {
            throw new IllegalArgumentException("a process has three standard streams, not " + streams.size());
        }
        ExecSpec spec = enter.process().withStreams(new Streams.Open(streams.get(0), streams.get(1), streams.get(2)));
        Process process = named(enter.alias()).exec(spec);
        streams.forEach(Descriptor::close); // or who reads them would not learn of their end
        try {
            wire.send(new Message.Did(true));
            return new Message.Exited(process.waitFor());
        } catch (InterruptedException e) {
            return new Message.Exited(process.destroyForcibly().waitFor());
        } finally {
            process.destroyForcibly();
        }
    }
}
