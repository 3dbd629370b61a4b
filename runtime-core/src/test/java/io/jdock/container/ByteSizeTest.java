package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "4096, 4096",
        "4096b, 4096",
        "2k, 2048",
        "512m, 536870912",
        "512M, 536870912",
        "512MB, 536870912",
        "512MiB, 536870912",
        "512 MiB, 536870912",
        "1.5g, 1610612736",
        "2t, 2199023255552",
        "0.3k, 307",
    })
    void unitsArePowersOf1024(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @Property
    void plainNumbersAreBytes(@ForAll @LongRange(min = 1) long bytes) {
        assertThat(ByteSize.parse(Long.toString(bytes))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "512x", "-1m", "1,5g", "1.g", "512 m b", "0x10"})
    void otherTextIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no size; write a number and a unit, such as 512m or 1.5g");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0m", "0.0001k", "8388608t", "99999999999999999999"})
    void sizesThatNoMemoryHasAreRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not between one byte and 8 EiB");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1572864, 1.5 MiB",
        "1073741824, 1.0 GiB",
        "9223372036854775807, 8388608.0 TiB"
    })
    void isDescribedWithOneFigureAfterThePoint(long bytes, String text) {
        assertThat(ByteSize.describe(bytes)).isEqualTo(text);
    }
}
