package io.jdock.service;

import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.ProcessSession;
import io.jdock.kernel.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Owns services that outlive the build that started them: a process of its own, in which {@link Services} do what they do in a build.
 * So their ports, networks, restarts and logs go on, and they end with it. Builds find it by its {@link KeeperDirectory}. It ends
 * when the last of its services is stopped.
 */
final class Keeper implements KeeperSession.End {
    /** What it says when it listens. */
    static final String READY = "ready";

    private final KeeperDirectory directory;
    private final Services services = new Services();
    private final Map<String, DetachedDescription> descriptions = new ConcurrentHashMap<>();
    private final MessageFormat format = new MessageFormat();
    private final CountDownLatch over = new CountDownLatch(1);

    private Keeper(KeeperDirectory directory) {
        this.directory = directory;
    }

    /**
     * Runs until the last service is stopped.
     *
     * @param arguments the directory
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ProcessSession.begin(); // or the terminal's Ctrl-C would be for this one too
        new Keeper(new KeeperDirectory(Path.of(arguments[0]))).run();
    }

    private void run() throws IOException, InterruptedException {
        try (UnixSocket socket = UnixSocket.listen(directory.socket().toString())) {
            new DaemonThreads("jdock listens").execute(() -> listen(socket));
            System.out.println(READY);
            System.out.close(); // who reads it goes away
            over.await();
        }
        directory.forgetLock();
    }

    private void listen(UnixSocket socket) {
        try {
            while (true) {
                Wire wire = new Wire(socket.accept(), format);
                KeeperSession session = new KeeperSession(services, descriptions, wire, this);
                new DaemonThreads("jdock serves a build").execute(session);
            }
        } catch (IOException e) {
            say(e);
            over.countDown(); // nobody could reach it any more
        }
    }

    /** In the file of errors. */
    private static void say(IOException problem) {
        System.err.println(problem);
    }

    @Override
    public void noneLeft() {
        try {
            directory.remove();
        } catch (IOException e) {
            say(e); // the next keeper removes it
        }
    }

    @Override
    public void told() {
        over.countDown();
    }
}
