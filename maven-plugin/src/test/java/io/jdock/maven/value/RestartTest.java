package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.service.RestartPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartTest {
    @Test
    void isWrittenAsForDocker() throws Exception {
        assertThat(Restart.parse("restart", "no")).isEqualTo(RestartPolicy.never());
        assertThat(Restart.parse("restart", "always")).isEqualTo(RestartPolicy.always());
        assertThat(Restart.parse("restart", "on-failure")).isEqualTo(RestartPolicy.onFailure(Integer.MAX_VALUE));
        assertThat(Restart.parse("restart", "on-failure:3")).isEqualTo(RestartPolicy.onFailure(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "on-failure:", "on-failure:-1", "Always"})
    void nothingElseIsOne(String text) {
        assertThatThrownBy(() -> Restart.parse("restart", text))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'restart'")
                .hasMessageContaining("on-failure:3");
    }
}
