package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    @Test
    void severalThreadsCanWaitForOneContainer() throws IOException {
        for (int i = 0; i < 50; i++) { // the end comes before, between and after the waits
            Container container = containers.start(Containers.shell("exit 3"));
            List<CompletableFuture<Integer>> waits = new ArrayList<>();
            for (int j = 0; j < 3; j++) {
                waits.add(CompletableFuture.supplyAsync(() -> Containers.await(container)));
            }

            assertThat(waits).allMatch(wait -> wait.join() == 3);
            container.gone().join();
        }
    }

    @Test
    void aWaitCanBeInterrupted() throws Exception {
        Container container = containers.start(Containers.shell("read go; exit 3"));
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                container.waitFor();
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        waiting.start();
        waiting.interrupt();

        assertThat(interrupted.join()).isTrue();
        waiting.join();
        Containers.say(container, "");
        assertThat(Containers.await(container)).isEqualTo(3);
    }

    @Test
    void whatLastsLongerThanAMomentIsToldAsWell() throws Exception {
        Container container = containers.start(Containers.shell("read go; exit 3"));
        CompletableFuture<Integer> wait = CompletableFuture.supplyAsync(() -> Containers.await(container));

        assertThat(container.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();

        Containers.say(container, "");
        assertThat(wait.join()).isEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
