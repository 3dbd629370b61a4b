package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {

    @Test
    void whatIsWrittenToAPipeIsReadFromIt() throws IOException {
        try (Pipe pipe = Pipe.open();
                InputStream in = pipe.reader().inputStream();
                OutputStream out = pipe.writer().outputStream()) {
            out.write("hello".getBytes(StandardCharsets.US_ASCII));
            out.write('!');

            assertThat(in.available()).isEqualTo(6);
            assertThat(in.read()).isEqualTo('h');
            assertThat(in.readNBytes(5)).asString(StandardCharsets.US_ASCII).isEqualTo("ello!");
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void theStreamEndsWhenTheLastWriterIsClosed() throws IOException {
        try (Pipe pipe = Pipe.open();
                Descriptor second = pipe.writer().duplicate()) {
            pipe.writer().close();
            second.write(new byte[] {1});
            second.close();

            assertThat(pipe.reader().inputStream().readAllBytes()).containsExactly(1);
            assertThat(pipe.reader().inputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void everyByteValueSurvives() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        try (Pipe pipe = Pipe.open()) {
            pipe.writer().write(all);
            pipe.writer().close();
            InputStream in = pipe.reader().inputStream();
            for (int i = 0; i < 256; i++) {
                assertThat(in.read()).isEqualTo(i);
            }
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void megabytesPassThroughAPipe() throws Exception {
        byte[] bytes = new byte[5_000_017];
        new Random(1).nextBytes(bytes);
        try (Pipe pipe = Pipe.open()) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try (OutputStream out = pipe.writer().outputStream()) {
                    out.write(bytes);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(pipe.reader().inputStream().readAllBytes()).isEqualTo(bytes);
            writer.get();
        }
    }

    @Test
    void writingToAPipeThatNobodyReadsSaysSo() throws IOException {
        try (Pipe pipe = Pipe.open()) {
            pipe.reader().close();

            assertThatThrownBy(() -> pipe.writer().write(new byte[1]))
                    .isInstanceOfSatisfying(KernelException.class, e -> {
                        assertThat(e.call()).isEqualTo("write");
                        assertThat(e.error()).contains(Errno.EPIPE);
                        assertThat(e)
                                .hasMessage("write descriptor " + pipe.writer().number() + ": EPIPE (Broken pipe)");
                    });
        }
    }

    @Test
    void aClosedDescriptorIsRefusedByName() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.close();
        pipe.close();

        assertThat(pipe.reader().isOpen()).isFalse();
        assertThatThrownBy(() -> pipe.reader().inputStream().read())
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("which is closed: EBADF");
    }

    @Test
    void closingTwiceDoesNotCloseTheNextOwnerOfTheNumber() throws IOException {
        Pipe first = Pipe.open();
        first.close();
        try (Pipe second = Pipe.open()) {
            first.close();
            second.writer().write(new byte[] {7});
            assertThat(second.reader().inputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void theNumberStaysTakenWhileAReadIsGoingOn() throws Exception {
        Pipe pipe = Pipe.open();
        CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> {
            try {
                return pipe.reader().inputStream().read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!isReading(pipe.reader().number())) {
            Thread.onSpinWait();
        }
        pipe.reader().close();

        assertThat(OpenDescriptors.list()).containsKey(pipe.reader().number());
        pipe.writer().write(new byte[] {9});
        assertThat(reading.get()).isEqualTo(9);
        assertThat(OpenDescriptors.list()).doesNotContainKey(pipe.reader().number());
        pipe.writer().close();
    }

    /** Whether some thread of this process is inside read(2) on a descriptor. */
    private static boolean isReading(int number) throws IOException {
        String call = Syscall.READ.number(Architecture.current()) + " 0x" + Integer.toHexString(number) + " ";
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                if (currentCall(task).startsWith(call)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a thread is inside of; nothing once it has ended. */
    private static String currentCall(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("syscall"));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Test
    void aDuplicateHasANumberOutOfTheWay() throws IOException {
        try (Pipe pipe = Pipe.open();
                Descriptor copy = pipe.writer().duplicate(500)) {
            assertThat(copy.number()).isGreaterThanOrEqualTo(500);
            copy.write(new byte[] {3});
            assertThat(pipe.reader().inputStream().read()).isEqualTo(3);
        }
    }

    @Test
    void filesAreOpened(@TempDir Path directory) throws IOException {
        String path = directory.resolve("a file").toString();
        try (Descriptor file = Descriptor.open(path, OpenFlag.O_CREAT, OpenFlag.O_EXCL, OpenFlag.O_WRONLY)) {
            file.write("text".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(Path.of(path)).hasContent("text");
        assertThatThrownBy(() -> Descriptor.open(path, OpenFlag.O_CREAT, OpenFlag.O_EXCL, OpenFlag.O_WRONLY))
                .isInstanceOf(KernelException.class)
                .hasMessage("openat " + path + ": EEXIST (File exists)");
    }

    @Test
    void aZeroByteInAPathIsRefused() {
        assertThatThrownBy(() -> Descriptor.open("/etc/passwd\0.txt", OpenFlag.O_RDONLY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/etc/passwd\\0.txt");
    }

    @Test
    void pollTellsWhoIsReady() throws IOException {
        try (Pipe quiet = Pipe.open();
                Pipe busy = Pipe.open();
                Pipe ended = Pipe.open();
                Poll poll = new Poll()) {
            busy.writer().write(new byte[1]);
            ended.writer().close();
            int first = poll.add(quiet.reader(), Poll.Interest.READ);
            int second = poll.add(busy.reader(), Poll.Interest.READ);
            int third = poll.add(ended.reader(), Poll.Interest.READ);
            int fourth = poll.add(quiet.writer(), Poll.Interest.WRITE);
            poll.await();

            assertThat(poll.isReady(first)).isFalse();
            assertThat(poll.isReady(second)).isTrue();
            assertThat(poll.isHungUp(second)).isFalse();
            assertThat(poll.isHungUp(third)).isTrue();
            assertThat(poll.isReady(fourth)).isTrue();
        }
    }

    @Test
    void waitingEndsWithTheTime() throws IOException {
        try (Pipe pipe = Pipe.open()) {
            assertThat(pipe.reader().awaitReadable(Duration.ofMillis(5))).isFalse();
            assertThat(pipe.reader().awaitReadable(Duration.ZERO)).isFalse();
            pipe.writer().write(new byte[1]);
            assertThat(pipe.reader().awaitReadable(Duration.ofSeconds(Long.MAX_VALUE)))
                    .isTrue();
        }
    }

    @Test
    void aThousandPipesLeaveNothingOpen() throws IOException {
        int before = OpenDescriptors.count();
        for (int i = 0; i < 1000; i++) {
            try (Pipe pipe = Pipe.open();
                    Descriptor copy = pipe.writer().duplicate()) {
                copy.write(new byte[] {1});
                assertThat(pipe.reader().awaitReadable(Duration.ZERO)).isTrue();
                assertThat(pipe.reader().inputStream().read()).isEqualTo(1);
            }
        }
        OpenDescriptors.awaitAtMost(before);
    }

    @Test
    void manyThreadsUseTheirOwnDescriptorsAndErrors() throws Exception {
        int before = OpenDescriptors.count();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int thread = i;
            all.add(threads.submit(() -> work(thread)));
        }
        for (Future<Void> one : all) {
            one.get();
        }
        threads.shutdown();
        OpenDescriptors.awaitAtMost(before);
    }

    /** Even threads fail with ENOENT, odd ones with ENOTDIR, all write and read their own number in between. */
    private static Void work(int thread) throws IOException {
        for (int i = 0; i < 300; i++) {
            try (Pipe pipe = Pipe.open()) {
                pipe.writer().write(new byte[] {(byte) thread});
                String path = thread % 2 == 0 ? "/nothing/" + thread : "/proc/version/" + thread;
                assertThatThrownBy(() -> Descriptor.open(path, OpenFlag.O_RDONLY))
                        .isInstanceOfSatisfying(
                                KernelException.class,
                                e -> assertThat(e.error()).contains(thread % 2 == 0 ? Errno.ENOENT : Errno.ENOTDIR));
                assertThat(pipe.reader().inputStream().read()).isEqualTo(thread);
            }
        }
        return null;
    }

    @Test
    void oneDescriptorClosedByManyThreadsIsClosedOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 200; i++) {
            Pipe pipe = Pipe.open();
            List<Future<?>> all = new ArrayList<>();
            for (int j = 0; j < 8; j++) {
                boolean writes = j % 2 == 0;
                all.add(threads.submit(() -> closeOrWrite(pipe.writer(), writes)));
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(pipe.reader().inputStream().readAllBytes().length).isLessThanOrEqualTo(4);
            pipe.close();
        }
        threads.shutdown();
    }

    private static void closeOrWrite(Descriptor descriptor, boolean writes) {
        if (writes) {
            try {
                descriptor.write(new byte[1]);
            } catch (KernelException e) {
                assertThat(e.error()).contains(Errno.EBADF);
            }
        } else {
            descriptor.close();
        }
    }
}
