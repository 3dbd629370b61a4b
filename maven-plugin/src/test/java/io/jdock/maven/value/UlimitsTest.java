package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.Ulimit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UlimitsTest {
    @ParameterizedTest
    @CsvSource({
        "nofile=1024, nofile, 1024, 1024",
        "nofile=1024:4096, nofile, 1024, 4096",
        "NPROC=5:5, nproc, 5, 5",
        "core=0:unlimited, core, 0, -1",
        "memlock=-1, memlock, -1, -1",
    })
    void theHardLimitIsTheSoftOneUnlessGiven(String text, String resource, long soft, long hard) throws Exception {
        assertThat(Ulimits.parse("ulimits", text)).isEqualTo(new Ulimit(resource, soft, hard));
    }

    @ParameterizedTest
    @CsvSource({
        "nofile, is no limit",
        "nofile=, 'has the limit '''''",
        "nofile=1:2:3, is no limit",
        "nofile=1=2, is no limit",
        "nofile=1k, 'has the limit ''1k'''",
        "nofile=2:1, has a soft limit above the hard limit",
        "nofile=unlimited:1, has a soft limit above the hard limit",
    })
    void whatCannotBeUnderstoodIsRefused(String text, String problem) {
        assertThatThrownBy(() -> Ulimits.parse("ulimits", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("Parameter 'ulimits' (-Djdock.ulimits): '" + text + "' " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files=1", "RLIMIT_NOFILE=1", "=1"})
    void anUnknownResourceIsRefusedWithTheListOfKnownOnes(String text) {
        assertThatThrownBy(() -> Ulimits.parse("ulimits", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("which is not among as, core, cpu, data, fsize, locks, memlock, msgqueue, nice,"
                        + " nofile, nproc, rss, rtprio, rttime, sigpending, stack");
    }
}
