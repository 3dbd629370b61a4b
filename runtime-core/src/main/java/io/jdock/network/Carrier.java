package io.jdock.network;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Poll;
import io.jdock.kernel.Poll.Interest;
import io.jdock.program.Program.Failure.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A {@link UserModeNetwork} that runs, known by two pipes: one on which it says that it is ready, and one that takes what it
 * has to say, and ends with it.
 */
final class Carrier implements AutoCloseable {
    private static final int KEPT = 2000;
    private static final int CHUNK = 4096;

    /** pasta opens the pipe once more, by its path in /proc, and root's would be closed to the container's root. */
    private static final int EVERYBODY = 0622;

    private final UserModeNetwork network;
    private final Loop loop;
    private final Pipe ready;
    private final Pipe words;
    private final Consumer<String> notices;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Carrier(UserModeNetwork network, Loop loop, Pipe ready, Pipe words, Consumer<String> notices) {
        this.network = network;
        this.loop = loop;
        this.ready = ready;
        this.words = words;
        this.notices = notices;
    }

    /**
     * One that is about to be started.
     *
     * @param notices take what a user has to know: that it could not be started, or has ended
     */
    static Carrier of(UserModeNetwork network, Loop loop, Consumer<String> notices) throws KernelException {
        Pipe ready = Pipe.open();
        try {
            ready.writer().setPermissions(EVERYBODY);
            return new Carrier(network, loop, ready, Pipe.open(), notices);
        } catch (KernelException e) {
            ready.close();
            throw e;
        }
    }

    /** Write end of the pipe on which it says that it is ready. */
    Descriptor ready() {
        return ready.writer();
    }

    /** Write end of the pipe that takes what it says, held by nobody else when it runs. */
    Descriptor words() {
        return words.writer();
    }

    /** Gives up this process's ends: to be called when it was started. */
    void started() {
        ready.writer().close();
        words.writer().close();
    }

    /** Whether what it makes shows in the network before it is ready, and all that is sent from then on is taken. */
    boolean comesByRoute() {
        return network.kind() == UserModeNetwork.Kind.PASTA;
    }

    /**
     * Waits until it is ready, or has ended, which is told.
     *
     * @param news of the network that it serves, where that suffices
     * @return whether it runs
     */
    boolean await(Optional<RouteNews> news) throws IOException {
        while (true) {
            try (Poll poll = new Poll()) {
                int isReady = poll.add(ready.reader(), Interest.READ);
                int speaks = poll.add(words.reader(), Interest.READ);
                int hasNews = news.isPresent() ? poll.add(news.get().descriptor(), Interest.READ) : isReady;
                poll.await();
                if (poll.isReady(isReady) && ready.reader().inputStream().read() >= 0) {
                    return true;
                }
                if (news.isPresent() && poll.isReady(hasNews) && news.get().isOfDefaultRoute()) {
                    return true;
                }
                if (poll.isReady(speaks) && !listen()) {
                    notices.accept("has no way out: " + network + " could not be started" + reason());
                    return false;
                }
            }
        }
    }

    /** Watches for its end from now on, and for what it says of that. */
    void watch() throws IOException {
        while (words.reader().awaitReadable(Duration.ZERO) && listen()) {
            said.reset();
        }
        Watch watch = new Watch();
        loop.add(watch, words.reader());
        loop.again(watch);
    }

    private final class Watch implements Loop.Member {
        @Override
        public void serve() {
            try {
                while (words.reader().awaitReadable(Duration.ZERO)) {
                    if (!listen()) {
                        notices.accept("has lost its way out: " + network + " has ended" + reason()
                                + "; connections to other machines fail from now on");
                        loop.remove(this);
                        return;
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException("cannot read from a pipe", e);
            }
        }

        /** The pipes are needed for a little longer. */
        @Override
        public void close() {}
    }

    /** Takes what there is to be read; false at the end. */
    private boolean listen() throws IOException {
        byte[] chunk = new byte[CHUNK];
        InputStream in = words.reader().inputStream();
        int count = in.read(chunk);
        if (count > 0 && said.size() < KEPT) {
            said.write(chunk, 0, count);
        }
        return count > 0;
    }

    /** What it said last, or the step at which it could not be started. */
    private String reason() {
        byte[] bytes = said.toByteArray();
        Optional<Message.Failed> failed = Message.read(bytes);
        if (failed.isPresent()) {
            return " (cannot " + SocketMakerProgram.STEPS.get(failed.get().section()) + ": "
                    + Errno.describe(failed.get().errno()) + ")";
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        return text.isEmpty()
                ? ""
                : " (" + text.lines().reduce((first, last) -> last).orElse(text) + ")";
    }

    /** To be called when the program's parent has ended: returns when the program has, too. */
    @Override
    public void close() {
        started();
        try {
            while (listen()) {
                // goes on
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read from a pipe", e);
        } finally {
            ready.close();
            words.close();
        }
    }
}
