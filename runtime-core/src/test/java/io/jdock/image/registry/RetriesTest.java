package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final List<Duration> slept = new ArrayList<>();
    private final Retries retries = new Retries(4, Duration.ofMillis(100), Duration.ofSeconds(10), slept::add);

    @Test
    void pausesGrow() throws InterruptedException {
        for (int failures = 1; failures < 4; failures++) {
            retries.await(failures, Optional.empty());
        }

        assertThat(slept.get(0)).isBetween(Duration.ofMillis(75), Duration.ofMillis(125));
        assertThat(slept.get(1)).isBetween(Duration.ofMillis(150), Duration.ofMillis(250));
        assertThat(slept.get(2)).isBetween(Duration.ofMillis(300), Duration.ofMillis(500));
    }

    @Test
    void pausesDoNotGrowForEver() throws InterruptedException {
        retries.await(1_000_000, Optional.empty());

        assertThat(slept.get(0)).isBetween(Duration.ofMillis(7_500), Duration.ofMillis(12_500));
    }

    @Test
    void theServersWishCounts() throws InterruptedException {
        retries.await(1, Optional.of(Duration.ofSeconds(7)));

        assertThat(slept).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void afterTooManyFailuresOrForTooLongAPauseItIsGivenUp() {
        assertThat(retries.permit(3, Optional.empty())).isTrue();
        assertThat(retries.permit(4, Optional.empty())).isFalse();
        assertThat(retries.permit(1, Optional.of(Duration.ofSeconds(11)))).isFalse();
    }

    @Test
    void aPauseIsSecondsOrADate() {
        Instant now = Instant.parse("2024-05-06T07:08:09Z");

        assertThat(Retries.retryAfter("120", now)).contains(Duration.ofMinutes(2));
        assertThat(Retries.retryAfter("Mon, 06 May 2024 07:09:09 GMT", now)).contains(Duration.ofMinutes(1));
        assertThat(Retries.retryAfter("Mon, 06 May 2024 07:00:00 GMT", now)).contains(Duration.ZERO);
        assertThat(Retries.retryAfter("soon", now)).isEmpty();
        assertThat(Retries.retryAfter("-1", now)).isEmpty();
    }
}
