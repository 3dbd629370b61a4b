package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountTest {
    @Property
    void wholeNumbersFromOneOnAreTaken(@ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long number)
            throws Exception {
        assertThat(Count.parse("pids", Long.toString(number))).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "many", "1000000000000000000"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Count.parse("pids", text))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Parameter 'pids' (-Djdock.pids): '" + text + "' is no whole number of at least 1");
    }
}
