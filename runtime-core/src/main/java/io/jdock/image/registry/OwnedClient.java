package io.jdock.image.registry;

import io.jdock.image.Parallel;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.concurrent.FutureTask;

/**
 * A client whose thread ends when its owner closes it. The JDK's own waits for the network until the collector has found the client and three
 * seconds have passed; and a JVM that ends waits 0.3 s for a thread that is in a system call (HotSpot,
 * {@code VM_Exit::wait_for_threads_in_native_to_block}). From Java 21 on, clients can be closed.
 */
public final class OwnedClient implements AutoCloseable {
    /** To which the client's thread belongs, since it is made by one of it. Before Java 19, the JVM keeps a group for ever, which is small. */
    private final ThreadGroup threads = new ThreadGroup("jdock-http");

    private final HttpClient client;

    /**
     * Makes one.
     *
     * @throws java.io.UncheckedIOException if this machine has no descriptors left for it
     */
    public OwnedClient(HttpClient.Builder builder) throws IOException, InterruptedException {
        FutureTask<HttpClient> made = new FutureTask<>(builder::build);
        new Thread(threads, made, "jdock-http").start();
        client = Parallel.result(made);
    }

    /** The client, which nobody may use after it is closed. */
    public HttpClient client() {
        return client;
    }

    /** What is still being transferred breaks off. */
    @Override
    public void close() {
        threads.interrupt(); // by which the client's thread ends
    }
}
