package io.jdock.container;

import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Poll;
import io.jdock.kernel.Poll.Interest;
import io.jdock.kernel.UnixSocket;
import io.jdock.kernel.UnixSocket.Peer;
import io.jdock.plan.PlanException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a container for each process that executes a {@link ClientProgram} of this server, and ends it with that process, or with
 * the one that has executed it. A thread for each, since there are few.
 */
final class LaunchServer implements AutoCloseable {
    private static final int CANNOT_START = 125;

    private final Engine engine;
    private final ContainerSpec spec;
    private final Jdock.Change change;
    private final long user;
    private final Path file;
    private final UnixSocket socket;
    private final Pipe stop;

    /** What starts the containers. */
    interface Engine {
        Container start(ContainerSpec spec) throws IOException;
    }

    private LaunchServer(
            Engine engine,
            ContainerSpec spec,
            Jdock.Change change,
            long user,
            Path file,
            UnixSocket socket,
            Pipe stop) {
        this.engine = engine;
        this.spec = spec;
        this.change = change;
        this.user = user;
        this.file = file;
        this.socket = socket;
        this.stop = stop;
    }

    /**
     * Listens from now on.
     *
     * @param spec to which each client adds its arguments, working directory, streams, and the variables that it does not set
     * @param change what else each of them is to have
     * @param user who alone is served
     * @param file of the socket; replaced if it exists, and removed in the end
     */
    static LaunchServer open(Engine engine, ContainerSpec spec, Jdock.Change change, long user, Path file)
            throws IOException {
        Files.deleteIfExists(file);
        Pipe stop = Pipe.open();
        try {
            UnixSocket socket = UnixSocket.listen(file.toString());
            LaunchServer server = new LaunchServer(engine, spec, change, user, file, socket, stop);
            new DaemonThreads("jdock starts containers").execute(server::listen);
            return server;
        } catch (IOException | RuntimeException e) {
            stop.close();
            throw e;
        }
    }

    private void listen() {
        try (socket;
                Poll poll = new Poll()) {
            int stopped = poll.add(stop.reader(), Interest.READ);
            poll.add(socket.descriptor(), Interest.READ);
            poll.await();
            while (!poll.isReady(stopped)) {
                UnixSocket connection = socket.accept();
                new DaemonThreads("jdock container of a program").execute(() -> serve(connection));
                poll.await();
            }
        } catch (KernelException e) {
            logger().error("{} starts no more containers: {}", file, e.getMessage());
        } finally {
            stop.reader().close();
        }
    }

    private void serve(UnixSocket connection) {
        List<Descriptor> streams = new ArrayList<>();
        try (connection) {
            Peer peer = connection.peer();
            if (peer.uid() != user) {
                return;
            }
            streams.addAll(connection.receive(1, ClientProgram.STREAMS).descriptors());
            if (streams.size() == ClientProgram.STREAMS) {
                try (Execution execution = Execution.of(peer.pid())) {
                    serve(connection, execution, streams);
                }
            }
        } catch (IOException e) {
            logger().debug("a program that executed {} is gone: {}", file, e.getMessage());
        } finally {
            streams.forEach(Descriptor::close);
        }
    }

    private void serve(UnixSocket connection, Execution execution, List<Descriptor> streams) throws IOException {
        Container container;
        try {
            container = engine.start(change.of(specOf(execution, streams)));
        } catch (ContainerException e) {
            refuse(connection, streams.get(2), e.getMessage(), e.exitStatus());
            return;
        } catch (IOException | PlanException | IllegalArgumentException e) {
            refuse(connection, streams.get(2), e.getMessage(), CANNOT_START);
            return;
        }
        CompletableFuture<Void> told =
                container.onExit().thenRun(() -> conclude(connection, container, streams.get(2)));
        awaitEnd(connection, execution);
        container.destroy();
        told.join();
    }

    /** The process at the other end sends nothing more, so that what comes is its end. */
    private static void awaitEnd(UnixSocket connection, Execution execution) throws KernelException {
        try (Poll poll = new Poll()) {
            poll.add(connection.descriptor(), Interest.READ);
            if (execution.parent().isPresent()) {
                poll.add(execution.parent().get(), Interest.READ);
            }
            poll.await();
        }
    }

    private void conclude(UnixSocket connection, Container container, Descriptor error) {
        if (container.oomKilled()) {
            say(error, "the kernel killed a process because the container needed more memory than its limit");
        }
        if (container.pidsExhausted()) {
            say(error, "the container reached its limit of processes and threads");
        }
        answer(connection, container.exitValue());
    }

    private void refuse(UnixSocket connection, Descriptor error, @Nullable String problem, int status) {
        say(error, String.valueOf(problem));
        answer(connection, status);
    }

    private void answer(UnixSocket connection, int status) {
        try {
            connection.send(ByteBuffer.allocate(ClientProgram.ANSWER)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(status)
                    .array());
        } catch (KernelException e) {
            logger().debug("a program that executed {} is gone: {}", file, e.getMessage());
        }
    }

    private void say(Descriptor error, String text) {
        try {
            error.write(("jdock: " + text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (KernelException e) {
            logger().debug("nobody reads '{}': {}", text, e.getMessage());
        }
    }

    private ContainerSpec specOf(Execution execution, List<Descriptor> streams) {
        List<String> command = new ArrayList<>(spec.command());
        command.addAll(execution.arguments());
        return spec.toBuilder()
                .command(command)
                .environment(execution.environment())
                .environment(spec.environment())
                .workingDirectory(execution.workingDirectory())
                .streams(new Streams.Open(streams.get(0), streams.get(1), streams.get(2)))
                .build();
    }

    /** Serves nobody any more. Containers that run go on. */
    @Override
    public void close() {
        stop.writer().close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            logger().debug("cannot remove {}: {}", file, e.getMessage());
        }
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(LaunchServer.class);
    }
}
