package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.Usage;
import io.jdock.eclipse.core.UsageHistory;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UsageHistoryTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void processorsAreWhatWasUsedBetweenTwoLooks() {
        UsageHistory history = UsageHistory.NONE
                .with(10 * SECOND, usage(SECOND, 100))
                .with(12 * SECOND, usage(4 * SECOND, 200))
                .with(13 * SECOND, usage(4 * SECOND, 50));
        assertThat(history.processors()).containsExactly(1.5, 0.0);
        assertThat(history.memory()).containsExactly(100L, 200L, 50L);
        assertThat(history.processorsNow()).hasValue(0);
        assertThat(history.memoryNow()).hasValue(50);
    }

    @Test
    void whatIsNotMeasuredHasNoFigure() {
        Usage nothing = new Usage(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        UsageHistory history = UsageHistory.NONE.with(SECOND, nothing).with(2 * SECOND, nothing);
        assertThat(history.processorsNow()).isEmpty();
        assertThat(history.memoryNow()).isEmpty();
        assertThat(history.with(3 * SECOND, usage(SECOND, 1)).processors())
                .as("nobody knows what was used before")
                .isEmpty();
    }

    @Test
    void oldFiguresAreForgotten() {
        UsageHistory history = UsageHistory.NONE;
        for (int i = 0; i < 3 * UsageHistory.LENGTH; i++) {
            history = history.with(i * SECOND, usage(i * SECOND, i));
        }
        assertThat(history.processors()).hasSize(UsageHistory.LENGTH).containsOnly(1.0);
        assertThat(history.memory())
                .hasSize(UsageHistory.LENGTH)
                .startsWith(2L * UsageHistory.LENGTH)
                .endsWith(3L * UsageHistory.LENGTH - 1);
    }

    private static Usage usage(long cpuNanos, long memory) {
        return new Usage(OptionalLong.of(cpuNanos), OptionalLong.of(memory), OptionalLong.of(1));
    }
}
