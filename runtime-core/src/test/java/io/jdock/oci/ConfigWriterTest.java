package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigWriterTest {
    private final ObjectMapper plain = new ObjectMapper();

    @Test
    void whatIsReadIsWrittenBackEqual() throws IOException {
        byte[] json = fixture();

        RuntimeSpec spec = OciJson.mapper().readValue(json, RuntimeSpec.class);
        byte[] written = new ConfigWriter().write(spec);

        assertThat(plain.readTree(written)).isEqualTo(plain.readTree(json));
        assertThat(OciJson.mapper().readValue(written, RuntimeSpec.class)).isEqualTo(spec);
    }

    private static byte[] fixture() throws IOException {
        try (InputStream stream = Objects.requireNonNull(ConfigWriterTest.class.getResourceAsStream("full.json"))) {
            return stream.readAllBytes();
        }
    }
}
