package io.jdock.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets Jazzer look for input that a parser does not stand: briefly here, for as long as one likes by {@code bin/fuzz}. */
class FuzzingTest {
    private static final String RUNS = "4000";

    /** No search takes longer, on however slow a machine. */
    private static final String SECONDS = "6";

    @TempDir
    private Path directory;

    @Test
    void noParserFailsInAWayOfItsOwn() throws IOException {
        assumeTrue(isThere("com/code_intelligence/jazzer/Jazzer.class"), "Jazzer is not on the class path");
        AllFuzz.writeSeeds(directory);
        Path output = directory.resolve("output");

        Process fuzzer = new ProcessBuilder(command(directory.resolve(AllFuzz.class.getName())))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(fuzzer.onExit().join().exitValue())
                .as(Files.readString(output))
                .isZero();
        assertThat(output).content().containsPattern("Done \\d+ runs");
    }

    private static boolean isThere(String name) {
        return FuzzingTest.class.getClassLoader().getResource(name) != null;
    }

    private static List<String> command(Path corpus) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + AllFuzz.class.getName(),
                "--instrumentation_includes=io.jdock.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection", // what it finds is caught
                // -Xmx is the limit: getrusage(2) tells of the memory of the JVM that it is spawned by
                "-rss_limit_mb=0",
                "-runs=" + RUNS,
                "-max_total_time=" + SECONDS,
                "-seed=1"));
        command.add(corpus.toString());
        return command;
    }
}
