package io.jdock.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.Containers.Result;
import io.jdock.kernel.Pipe;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executable that starts a container each time, whoever starts it. */
abstract class ExecutableTest {
    final Containers containers = new Containers();

    /** World-readable, as a project's directory is: the container's root is another user when root runs this. */
    @TempDir
    Path directory;

    Path program;

    @BeforeEach
    void prepare() {
        program = directory.resolve("sh");
    }

    @AfterEach
    void close() {
        containers.close();
    }

    /** Writes {@link #program}. */
    abstract void write(ContainerSpec spec) throws IOException;

    /** A program that writes another one, named by its argument, and calls {@link #executeByShell}. */
    abstract Class<?> otherJvm();

    ContainerSpec.Builder shell() {
        return ContainerSpec.builder("/bin/sh").volume(new Volume(directory, directory, false));
    }

    /** In a directory that the container has. */
    Process execute(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    Process execute(ContainerSpec.Builder spec, Map<String, String> environment, String... arguments)
            throws IOException {
        write(spec.build());
        return execute(environment, arguments);
    }

    /**
     * Kills a process when it has written {@code ready}, and returns what is written after that until all have ended who could
     * write. By a pipe that Java does not close when the process has ended.
     */
    List<String> writtenAfterKill(String... command) throws IOException {
        return writtenAfterKill(new ProcessBuilder(command).directory(directory.toFile()));
    }

    private static List<String> writtenAfterKill(ProcessBuilder builder) throws IOException {
        try (Pipe output = Pipe.open()) {
            Process process = builder.redirectOutput(
                            new File("/proc/self/fd/" + output.writer().number()))
                    .start();
            output.writer().close();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(output.reader().inputStream(), UTF_8));
            assertThat(lines.readLine()).isEqualTo("ready");
            process.toHandle().destroyForcibly();
            return lines.lines().toList();
        }
    }

    String output(ContainerSpec.Builder spec, String... arguments) throws IOException {
        Result result = Containers.finish(execute(spec, Map.of(), arguments));
        assertThat(result.err()).isEmpty();
        return result.text();
    }

    @Test
    void itsApplicationIsInAContainer() throws Exception {
        assertThat(output(shell().hostname("inside"), "-c", "echo $$ $(uname -n)"))
                .isEqualTo("2 inside");
    }

    @Test
    void argumentsAreThoseItIsGiven() throws Exception {
        assertThat(output(shell(), "-c", "printf '[%s]' \"$@\"", "sh", "one", "two words", "", "ä"))
                .isEqualTo("[one][two words][][ä]");
    }

    @Test
    void theApplicationIsToldItsOwnName() throws Exception {
        assertThat(output(shell(), "-c", "echo $0")).isEqualTo("/bin/sh");
    }

    @Test
    void manyArgumentsArriveWhole() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-c", "echo $#", "sh"));
        for (int i = 0; i < 10_000; i++) {
            arguments.add("argument " + i);
        }
        assertThat(output(shell(), arguments.toArray(String[]::new))).isEqualTo("10000");
    }

    @Test
    void theEnvironmentIsThatOfItsCallerWithWhatTheSpecificationSets() throws Exception {
        ContainerSpec.Builder spec = shell().environment("SET", "by the specification");
        Process process = execute(
                spec,
                Map.of("PATH", "/usr/bin:/bin", "SET", "by the caller", "SETTER", "another", "EMPTY", ""),
                "-c",
                "env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort");
        assertThat(Containers.finish(process).lines())
                .containsExactly("EMPTY=", "PATH=/usr/bin:/bin", "SET=by the specification", "SETTER=another");
    }

    @Test
    void itStartsInTheWorkingDirectoryOfItsCallerAndWritesThere() throws Exception {
        assertThat(output(shell(), "-c", "pwd; echo text > made")).isEqualTo(directory.toString());
        assertThat(directory.resolve("made")).hasContent("text");
        assertThat(Files.getAttribute(directory.resolve("made"), "unix:uid"))
                .isEqualTo(Files.getAttribute(directory, "unix:uid"));
    }

    @Test
    void standardInputIsTheApplications() throws Exception {
        Process process = execute(shell(), Map.of("PATH", "/usr/bin:/bin"), "-c", "cat");
        assertThat(Containers.finish(process, "text".getBytes(UTF_8)).text()).isEqualTo("text");
    }

    @Test
    void itLivesOnWhenItsInputEnds() throws Exception {
        Process process = execute(shell(), Map.of("PATH", "/usr/bin:/bin"), "-c", "cat; echo still here");
        assertThat(Containers.finish(process).text()).isEqualTo("still here");
    }

    @Test
    void exitStatusesAreTheApplications() throws Exception {
        assertThat(Containers.finish(execute(shell(), Map.of(), "-c", "exit 42"))
                        .status())
                .isEqualTo(42);
        assertThat(Containers.finish(execute(shell(), Map.of(), "-c", "kill -9 $$"))
                        .status())
                .isEqualTo(137);
    }

    /** A process between the caller and the container ends, which tells the container nothing but its end. */
    @Test
    void theContainerEndsWithTheParent() throws Exception {
        write(shell().build());
        assertThat(writtenAfterKill(
                        "/bin/sh", "-c", "\"$0\" -c 'echo ready; sleep 1000; echo alive' & read y", program.toString()))
                .isEmpty();
    }

    /** With a shell in between, as Surefire has it, which survives. */
    @Test
    void theContainerEndsWithTheJvmThatMadeTheProgram() throws Exception {
        theContainerEndsWith(OtherJvm.builder(otherJvm(), program.toString()));
    }

    static void theContainerEndsWith(ProcessBuilder jvm) throws IOException {
        assertThat(writtenAfterKill(jvm)).containsExactly("137 in the end");
    }

    static ContainerSpec shellIn(Path directory) {
        return ContainerSpec.builder("/bin/sh")
                .hostname("inside")
                .volume(new Volume(directory, directory, false))
                .build();
    }

    static void executeByShell(Path program) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "\"$0\" -c 'echo ready; while :; do sleep 1000; done'; echo $? in the end",
                        program.toString())
                .directory(program.getParent().toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}
