package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFileTest {
    @TempDir
    Path directory;

    private Map<String, String> read(String text, Map<String, String> own) throws Exception {
        return EnvironmentFile.read("environmentFile", Files.writeString(directory.resolve("env"), text), own);
    }

    @Test
    void valuesAreAllThatFollowsTheFirstEqualsSign() throws Exception {
        assertThat(read("# comment\n\nA=1\n  B= x = \"y\" \nC=\n", Map.of()))
                .containsExactly(Map.entry("A", "1"), Map.entry("B", " x = \"y\" "), Map.entry("C", ""));
    }

    @Test
    void aNameAloneTakesTheValueThatMavenHas() throws Exception {
        assertThat(read("HERE\nNOT_HERE\n", Map.of("HERE", "there", "OTHER", "x")))
                .containsExactly(Map.entry("HERE", "there"));
    }

    @Test
    void theLastOfSeveralHolds() throws Exception {
        assertThat(read("A=1\nA=2", Map.of())).containsExactly(Map.entry("A", "2"));
    }

    @Test
    void aLineWithoutANameIsToldByItsNumber() {
        assertThatThrownBy(() -> read("A=1\nexport B=2\n", Map.of()))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'environmentFile'")
                .hasMessageContaining("env, line 2: 'export B' is no name of a variable");
    }

    @Test
    void aFileThatIsNotThereIsToldByItsPath() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> EnvironmentFile.read("environmentFile", missing, Map.of()))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(missing + " cannot be read");
    }
}
