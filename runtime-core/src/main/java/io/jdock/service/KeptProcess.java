package io.jdock.service;

import io.jdock.container.ExecSpec;
import io.jdock.container.FutureProcess;
import io.jdock.container.Streams;
import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A further process in a container that a {@link Keeper} owns. Its streams are this JVM's affair alone: they are handed over open. */
final class KeptProcess extends FutureProcess {
    private final Wire wire;
    private final Ends ends;

    /** Those of the process, and those of this JVM. */
    private record Ends(List<Descriptor> given, OutputStream input, InputStream output, InputStream error)
            implements AutoCloseable {

        static Ends of(Streams streams) throws IOException {
            if (streams instanceof Streams.Pipes) {
                return pipes();
            }
            Descriptor nothing = Descriptor.open("/dev/null", OpenFlag.O_RDWR);
            List<Descriptor> given = streams instanceof Streams.InheritOutput
                    ? List.of(nothing, Descriptor.duplicateOf(1), Descriptor.duplicateOf(2))
                    : List.of(nothing, nothing, nothing);
            return new Ends(
                    given,
                    OutputStream.nullOutputStream(),
                    InputStream.nullInputStream(),
                    InputStream.nullInputStream());
        }

        private static Ends pipes() throws IOException {
            List<Pipe> pipes = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    pipes.add(Pipe.openToAll());
                }
            } catch (IOException e) {
                pipes.forEach(Pipe::close);
                throw e;
            }
            return new Ends(
                    List.of(
                            pipes.get(0).reader(),
                            pipes.get(1).writer(),
                            pipes.get(2).writer()),
                    pipes.get(0).writer().outputStream(),
                    pipes.get(1).reader().inputStream(),
                    pipes.get(2).reader().inputStream());
        }

        /** Gives back what is the process's by now. */
        void handedOver() {
            given.forEach(Descriptor::close);
        }

        @Override
        public void close() throws IOException {
            handedOver();
            input.close();
            output.close();
            error.close();
        }
    }

    private KeptProcess(Wire wire, Ends ends) {
        super(
                CompletableFuture.supplyAsync(() -> awaitExit(wire), new DaemonThreads("jdock awaits a process")),
                "process");
        this.wire = wire;
        this.ends = ends;
    }

    /** Starts it. */
    static KeptProcess start(KeeperClient keeper, String alias, ExecSpec process) throws IOException {
        if (process.streams() instanceof Streams.Terminal) {
            throw new IOException("a process in a detached container has no terminal");
        }
        Ends ends = Ends.of(process.streams());
        try {
            Message question = new Message.Enter(alias, process.withStreams(new Streams.Inherit()));
            Wire wire = keeper.open(question, ends.given().toArray(Descriptor[]::new));
            ends.handedOver();
            KeeperClient.answered(wire, Message.Did.class, (name, line) -> {});
            return new KeptProcess(wire, ends);
        } catch (ServiceException e) {
            ends.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            ends.close();
            throw e;
        }
    }

    private static int awaitExit(Wire wire) {
        try (wire) {
            return KeeperClient.answered(wire, Message.Exited.class, (name, line) -> {})
                    .status();
        } catch (IOException | ServiceException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return ends.input();
    }

    @Override
    public InputStream getInputStream() {
        return ends.output();
    }

    @Override
    public InputStream getErrorStream() {
        return ends.error();
    }

    @Override
    protected String describe(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /** Kills it. */
    @Override
    public void destroy() {
        if (!isAlive()) {
            return;
        }
        try {
            wire.send(new Message.TakeBack());
        } catch (IOException e) {
            // it has just ended, or the keeper has
        }
    }
}
