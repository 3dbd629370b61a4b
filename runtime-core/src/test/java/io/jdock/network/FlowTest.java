package io.jdock.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import io.jdock.kernel.KernelSettings;
import io.jdock.kernel.SocketBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Between two connections over the loopback interface. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FlowTest {
    private static final int USUAL = 64 * 1024; // pipe(7), "Pipe capacity"
    private static final int WIDE = 256 * 1024;
    private static final int MESSAGE = 100;
    private static final int STREAM = 64 << 20;

    @AutoClose
    private final Ends source = Ends.connect();

    @AutoClose
    private final Ends sink = Ends.connect();

    @AutoClose
    private final SocketBuffer buffer = new SocketBuffer();

    FlowTest() throws IOException {}

    /** A connection, with the side of which this process is somebody else. */
    private record Ends(Socket other, InternetSocket own) implements AutoCloseable {
        static Ends connect() throws IOException {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (InternetSocket listener = InternetSocket.open(Family.IPV4)) {
                listener.listen(new InetSocketAddress(loopback, 0));
                Socket other = new Socket(loopback, listener.port());
                listener.descriptor().awaitReadable(Duration.ofMinutes(1));
                return new Ends(other, listener.accept().orElseThrow());
            }
        }

        @Override
        public void close() throws IOException {
            other.close();
            own.close();
        }
    }

    private static Set<Path> pipes() throws IOException {
        Set<Path> pipes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().startsWith("pipe:")) {
                    pipes.add(descriptor);
                }
            }
        }
        return pipes;
    }

    /** Sends so many bytes through a flow, and says how much its pipe holds then. */
    private long capacityAfter(int bytes) throws Exception {
        Set<Path> before = pipes();
        try (Flow flow = new Flow(source.own(), sink.own(), buffer)) {
            Set<Path> own = pipes();
            own.removeAll(before);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(bytes));
            CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(this::takeAll);
            while (!flow.isDone()) {
                flow.isReadable();
                if (flow.pump() == Flow.Outcome.IDLE) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(10));
                }
            }
            sent.join();
            assertThat(taken.join()).isEqualTo(bytes);
            assertThat(own).as("ends of the flow's pipe").hasSize(2);
            return KernelSettings.capacity(own.iterator().next());
        }
    }

    private void send(int bytes) {
        try {
            source.other().getOutputStream().write(new byte[bytes]);
            source.other().shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int takeAll() {
        try {
            byte[] room = new byte[1 << 16];
            int all = 0;
            for (int count = 0;
                    count >= 0;
                    count = sink.other().getInputStream().read(room)) {
                all += count;
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStreamWidensItsPipe() throws Exception {
        assertThat(capacityAfter(STREAM)).isEqualTo(WIDE);
    }

    @Test
    void aMessageLeavesItAsItIs() throws Exception {
        assertThat(capacityAfter(MESSAGE)).isEqualTo(USUAL);
    }
}
