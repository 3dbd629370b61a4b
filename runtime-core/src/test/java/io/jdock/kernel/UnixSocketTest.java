package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {

    @Test
    void bytesGoBothWays() throws IOException {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            pair.first().send(bytes("ping"));
            assertThat(pair.second().receive(100, 0).bytes()).isEqualTo(bytes("ping"));
            pair.second().outputStream().write(bytes("pong"));
            assertThat(pair.first().inputStream().readNBytes(4)).isEqualTo(bytes("pong"));
        }
    }

    @Test
    void descriptorsTravelAndAreClosedOnExec() throws IOException {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                Pipe one = Pipe.open();
                Pipe two = Pipe.open()) {
            pair.first().send(bytes("two pipes"), one.writer(), two.writer());
            UnixSocket.Message message = pair.second().receive(100, 2);

            assertThat(message.bytes()).isEqualTo(bytes("two pipes"));
            assertThat(message.descriptors()).hasSize(2);
            for (int i = 0; i < 2; i++) {
                try (Descriptor received = message.descriptors().get(i)) {
                    received.write(new byte[] {(byte) i});
                    assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + received.number())))
                            .containsPattern("flags:\\s+02000001"); // O_CLOEXEC | O_WRONLY
                }
            }
            assertThat(one.reader().inputStream().read()).isEqualTo(0);
            assertThat(two.reader().inputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void fewerDescriptorsThanThereIsRoomForAreTaken() throws IOException {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                Pipe pipe = Pipe.open()) {
            pair.first().send(bytes("x"), pipe.writer());
            UnixSocket.Message message = pair.second().receive(10, 253);

            assertThat(message.descriptors()).hasSize(1).allSatisfy(Descriptor::close);
        }
    }

    @Test
    void moreDescriptorsThanExpectedAreAnErrorAndLeaveNothing() throws IOException {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                Pipe pipe = Pipe.open()) {
            int before = OpenDescriptors.count();
            for (int room = 0; room < 3; room++) {
                int most = room;
                pair.first().send(bytes("x"), pipe.writer(), pipe.writer(), pipe.reader());
                assertThatThrownBy(() -> pair.second().receive(10, most))
                        .isInstanceOf(KernelException.class)
                        .hasMessageContaining("more than " + most + " descriptors");
            }
            OpenDescriptors.awaitAtMost(before);
        }
    }

    @Test
    void theEndIsAMessageOfNoBytes() throws IOException {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            pair.first().close();

            assertThat(pair.second().receive(10, 1).isEnd()).isTrue();
        }
    }

    @Test
    void aLargeMessageIsSentWhole() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(2).nextBytes(large);
        try (UnixSocket.Pair pair = UnixSocket.pair();
                Pipe pipe = Pipe.open()) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> readAll(pair.second()));
            pair.first().send(large);
            pair.first().close();
            assertThat(received.get()).isEqualTo(large);
            assertThat(pipe.reader().isOpen()).isTrue();
        }
    }

    private static byte[] readAll(UnixSocket socket) {
        try {
            return socket.inputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSocketFileConnectsTwoProcessesEvenIfItsPathIsLong(@TempDir Path directory) throws IOException {
        Path deep = directory;
        for (int i = 0; i < 10; i++) {
            deep = deep.resolve("a directory with a long name");
        }
        Files.createDirectories(deep);
        for (Path path : new Path[] {directory.resolve("s"), deep.resolve("s")}) {
            try (UnixSocket listening = UnixSocket.listen(path.toString());
                    UnixSocket client = UnixSocket.connect(path.toString());
                    UnixSocket server = listening.accept()) {
                client.send(bytes("hello"));
                assertThat(server.receive(10, 0).bytes()).isEqualTo(bytes("hello"));
            }
        }
    }

    @Test
    void errorsNameThePath(@TempDir Path directory) throws IOException {
        String path = directory.resolve("s").toString();
        assertThatThrownBy(() -> UnixSocket.connect(path))
                .isInstanceOf(KernelException.class)
                .hasMessage("connect " + path + ": ENOENT (No such file or directory)");
        Files.writeString(Path.of(path), "taken");
        assertThatThrownBy(() -> UnixSocket.listen(path))
                .isInstanceOf(KernelException.class)
                .hasMessage("bind " + path + ": EADDRINUSE (Address already in use)");
        String longName = directory.resolve("x".repeat(200)).toString();
        assertThatThrownBy(() -> UnixSocket.listen(longName))
                .isInstanceOf(KernelException.class)
                .hasMessage("bind " + longName + ": ENAMETOOLONG (File name too long)");
    }

    @Test
    void aThousandPassedDescriptorsLeaveNothing() throws IOException {
        int before = OpenDescriptors.count();
        for (int i = 0; i < 1000; i++) {
            try (UnixSocket.Pair pair = UnixSocket.pair();
                    Pipe pipe = Pipe.open()) {
                pair.first().send(bytes("x"), pipe.writer());
                pair.second().receive(1, 1).descriptors().forEach(Descriptor::close);
            }
        }
        OpenDescriptors.awaitAtMost(before);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
