package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.UnpackLimits;
import io.jdock.maven.project.NamedValues;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the parameter unpackLimits says. */
class LayerLimitsTest {
    private final Properties commandLine = new Properties();

    private UnpackLimits limits(Map<String, String> configured) throws Exception {
        return LayerLimits.of(new NamedValues(new Properties(), commandLine), Map.copyOf(configured));
    }

    @Test
    void withoutItTheUsualLimitsHold() throws Exception {
        assertThat(limits(Map.of())).isEqualTo(UnpackLimits.DEFAULT);
    }

    @Test
    void eachIsRaisedByItself() throws Exception {
        commandLine.setProperty("jdock.unpackLimits.size", "200g");

        assertThat(limits(Map.of("files", "3000000", "size", "1g")))
                .isEqualTo(UnpackLimits.DEFAULT.withEntries(3_000_000).withBytes(200L << 30));
        assertThat(limits(Map.of("ratio", "1000")).ratio()).isEqualTo(1000);
    }

    @Test
    void whatIsNoLimitIsNamed() {
        assertThatThrownBy(() -> limits(Map.of("depth", "3")))
                .hasMessageContaining("'depth' is none of size, files, ratio");
        assertThatThrownBy(() -> limits(Map.of("files", "many")))
                .hasMessageContaining("-Djdock.unpackLimits.files")
                .hasMessageContaining("'many' is no whole number of at least 1");
        assertThatThrownBy(() -> limits(Map.of("size", "large"))).hasMessageContaining("-Djdock.unpackLimits.size");
    }
}
