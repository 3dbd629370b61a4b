package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.testing.NeedsContainers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.core.runtime.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another Eclipse, which has no time to take its containers down. */
class KilledIdeTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    @Test
    @NeedsContainers(limited = true)
    void nothingIsLeftOfAnIdeThatIsKilled() throws Exception {
        String marker = "left-" + UUID.randomUUID();
        Process ide = start(marker);
        try {
            String container = container(ide);
            List<ProcessHandle> processes = ide.descendants().toList();
            assertThat(processes)
                    .as("the JVM, its child, and what makes the container of them")
                    .hasSizeGreaterThan(2)
                    .anyMatch(process -> process.info().commandLine().orElse("").contains(marker));
            assertThat(controlGroups(container)).isNotEmpty();

            ide.destroyForcibly();

            for (ProcessHandle process : processes) {
                process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(controlGroups(container)).isEmpty();
        } finally {
            ide.destroyForcibly();
        }
    }

    /** The same bundles with a workspace and a configuration of their own. */
    private Process start(String marker) throws IOException {
        Path configuration = Files.createDirectory(directory.resolve("configuration"));
        Path own =
                Path.of(URI.create(Platform.getConfigurationLocation().getURL().toString()));
        Files.copy(own.resolve("config.ini"), configuration.resolve("config.ini"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it does not live long
                "-D" + LeftApplication.MARKER + "=" + marker,
                "-jar",
                System.getProperty("java.class.path"), // the launcher, as of this one
                "-configuration",
                configuration.toString(),
                "-data",
                directory.resolve("workspace").toString(),
                "-application",
                LeftApplication.ID));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Waits until it says in which container the application runs. */
    private static String container(Process ide) throws IOException {
        List<String> said = new ArrayList<>();
        BufferedReader output = ide.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(LeftApplication.LAUNCHED)) {
                return line.substring(LeftApplication.LAUNCHED.length());
            }
            said.add(line);
        }
        throw new AssertionError(String.join("\n", said));
    }

    private static List<Path> controlGroups(String container) throws IOException {
        try (Stream<Path> all = Files.find(
                Path.of("/sys/fs/cgroup"),
                Integer.MAX_VALUE,
                (path, attributes) -> attributes.isDirectory()
                        && path.getFileName().toString().contains(container))) {
            return all.toList();
        }
    }
}
