package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    @Test
    void neverIsNever() {
        assertThat(RestartPolicy.never().allows(1, 0)).isFalse();
    }

    @Test
    void onFailureIsOnlyForFailuresAndOnlySoOften() {
        RestartPolicy policy = RestartPolicy.onFailure(2);

        assertThat(policy.allows(1, 1)).isTrue();
        assertThat(policy.allows(1, 2)).isFalse();
        assertThat(policy.allows(0, 0)).isFalse();
    }

    @Test
    void alwaysIsAfterSuccessToo() {
        assertThat(RestartPolicy.always().allows(0, 1_000_000)).isTrue();
    }

    @Test
    void thePauseGrowsUpToAMinute() {
        assertThat(RestartPolicy.always().pause(0)).isEqualTo(Duration.ofMillis(100));
        assertThat(RestartPolicy.always().pause(3)).isEqualTo(Duration.ofMillis(800));
        assertThat(RestartPolicy.always().pause(100)).isEqualTo(Duration.ofMinutes(1));
    }
}
