package io.jdock.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The specification's rules. */
class BaseDirectoryTest {
    @Test
    void theEnvironmentNamesIt() {
        Map<String, String> environment =
                Map.of("XDG_CONFIG_HOME", "/a", "XDG_DATA_HOME", "/b", "XDG_RUNTIME_DIR", "/c/d/");

        assertThat(BaseDirectory.CONFIGURATION.in(environment)).contains(Path.of("/a"));
        assertThat(BaseDirectory.DATA.in(environment)).contains(Path.of("/b"));
        assertThat(BaseDirectory.SESSION.in(environment)).contains(Path.of("/c/d"));
    }

    @Test
    void whatIsMissingEmptyOrRelativeIsIgnored() {
        assertThat(BaseDirectory.SESSION.in(Map.of("XDG_DATA_HOME", "/b"))).isEmpty();
        assertThat(BaseDirectory.SESSION.in(Map.of("XDG_RUNTIME_DIR", ""))).isEmpty();
        assertThat(BaseDirectory.SESSION.in(Map.of("XDG_RUNTIME_DIR", "run/user")))
                .isEmpty();
    }
}
