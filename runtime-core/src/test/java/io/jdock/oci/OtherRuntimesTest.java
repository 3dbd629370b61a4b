package io.jdock.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations as other tools write them are read, and nothing is lost when they are written back. */
class OtherRuntimesTest {
    private final ConfigReader reader = new ConfigReader();

    @ParameterizedTest
    @ValueSource(strings = {"runc spec", "runc spec --rootless", "crun spec", "crun spec --rootless"})
    void theConfigurationThatAnotherRuntimeProposes(String command, @TempDir Path bundle)
            throws IOException, InterruptedException {
        String[] words = command.split(" ");
        assumeTrue(isInstalled(words[0]), words[0] + " is not installed");
        Process process = new ProcessBuilder(words)
                .directory(bundle.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();

        RuntimeSpec spec = reader.read(bundle.resolve("config.json"));

        assertThat(Objects.requireNonNull(spec.process()).args()).containsExactly("sh");
        assertThat(Fixture.tree(new ConfigWriter().write(spec)))
                .isEqualTo(Fixture.withoutEmptyLists(Fixture.tree(Files.readAllBytes(bundle.resolve("config.json")))));
    }

    @Test
    void theConfigurationOfAnEngine() {
        byte[] json = Fixture.bytes("engine.json");

        RuntimeSpec spec = reader.read(json);

        assertThat(Fixture.tree(new ConfigWriter().write(spec))).isEqualTo(Fixture.tree(json));
    }

    private static boolean isInstalled(String program) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
