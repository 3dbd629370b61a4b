package io.jdock.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.network.Refusals.Total;
import java.net.InetAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Refusals refusals = new Refusals();

    private static Refusal toPort(int port) {
        return new Refusal("tcp", InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void attemptsAtOneDestinationAreCounted() {
        assertThat(refusals.add(toPort(80), NOON)).isTrue();
        assertThat(refusals.add(toPort(443), NOON.plusSeconds(1))).isTrue();
        assertThat(refusals.add(toPort(80), NOON.plusSeconds(2))).isFalse();

        assertThat(refusals.all())
                .containsExactly(new Total(toPort(80), 2, NOON), new Total(toPort(443), 1, NOON.plusSeconds(1)));
    }

    @Test
    void whoTriesTooManyIsNotHeardAnyMore() {
        for (int port = 1; port <= Refusals.MOST; port++) {
            assertThat(refusals.add(toPort(port), NOON)).isTrue();
        }

        assertThat(refusals.add(toPort(9999), NOON)).isFalse();
        refusals.add(toPort(1), NOON);

        assertThat(refusals.all()).hasSize(Refusals.MOST).contains(new Total(toPort(1), 2, NOON));
    }
}
