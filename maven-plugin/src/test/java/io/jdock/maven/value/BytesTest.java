package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void aSizeIsRead() throws Exception {
        assertThat(Bytes.parse("memory", "1.5k")).isEqualTo(1536);
    }

    @Test
    void otherTextIsRefusedWithTheNameOfTheParameter() {
        assertThatThrownBy(() -> Bytes.parse("memory", "lots"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Parameter 'memory' (-Djdock.memory): 'lots' is no size; write a number and a unit, such as"
                        + " 512m or 1.5g");
    }
}
