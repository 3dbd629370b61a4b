package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LaterTest {
    @Test
    void isWorkedOutMeanwhile() {
        CountDownLatch asked = new CountDownLatch(1);

        Later<String> later = Later.of("test", () -> {
            awaitUninterrupted(asked);
            return Thread.currentThread().getName();
        });
        asked.countDown();

        assertThat(later.get()).isEqualTo("test");
        assertThat(later.get()).isEqualTo("test");
    }

    @Test
    void throwsWhatTheWorkThrew() {
        IllegalStateException failure = new IllegalStateException("no kernel");

        Later<String> later = Later.of("test", () -> {
            throw failure;
        });

        assertThatThrownBy(later::get).isSameAs(failure);
        assertThatThrownBy(later::get).isSameAs(failure);
    }

    @Test
    void isWaitedForByAThreadThatIsInterrupted() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Later<String> later = Later.of("test", () -> {
            awaitUninterrupted(interrupted);
            return "value";
        });

        Thread.currentThread().interrupt();
        interrupted.countDown();

        assertThat(later.get()).isEqualTo("value");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
