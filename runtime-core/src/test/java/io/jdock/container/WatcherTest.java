package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One thread learns of the ends of all containers, so that none may hold it up. */
class WatcherTest {
    @AutoClose
    private final Containers containers = new Containers();

    @Test
    void whatFollowsAnEndDoesNotDelayOthers() throws IOException {
        CountDownLatch both = new CountDownLatch(1);
        Container first = containers.start(Containers.shell("read go"));
        CompletableFuture<Void> following = first.onExit().thenRun(() -> await(both));
        Containers.say(first, "");
        Containers.await(first);

        assertThat(containers.run(ContainerSpec.builder("false")).status()).isEqualTo(1);

        both.countDown();
        following.join();
    }

    @Test
    void aThreadThatReadsTheOutputDoesNotDelayOthers() throws IOException {
        Container reading = containers.start(Containers.shell("read go; echo said; read go"));
        CompletableFuture<byte[]> output = Containers.readAll(reading.getInputStream());

        assertThat(containers.run(ContainerSpec.builder("false")).status()).isEqualTo(1);

        Containers.say(reading, "");
        Containers.say(reading, "");
        assertThat(output.join()).asString().isEqualTo("said\n");
        assertThat(Containers.await(reading)).isZero();
    }

    @Test
    void allContainersHaveOneThread() throws IOException {
        containers.run(ContainerSpec.builder("true"));

        for (int i = 0; i < 20; i++) {
            containers.start(Containers.shell("exec sleep 1000"));
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("jdock process"))
                .hasSizeLessThan(5); // of this engine one, and those of other tests' engines
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
