package io.jdock.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executable that starts a container each time, without this library in between. */
class SavedProgramTest {
    private final Containers containers = new Containers();

    /** World-readable, as a project's directory is: the container's root is another user when root runs this. */
    @TempDir
    Path directory;

    private Path program;

    @BeforeEach
    void prepare() {
        program = directory.resolve("sh");
    }

    @AfterEach
    void close() {
        containers.close();
    }

    private ContainerSpec.Builder shell() {
        return ContainerSpec.builder("/bin/sh").volume(new Volume(directory, directory, false));
    }

    private Process execute(ContainerSpec.Builder spec, Map<String, String> environment, String... arguments)
            throws IOException {
        containers.engine().save(spec.build(), program);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String output(ContainerSpec.Builder spec, String... arguments) throws IOException {
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

    @Test
    void signalsReachTheApplication() throws Exception {
        Process process = execute(
                shell(), Map.of(), "-c", "trap 'echo ended; exit 3' TERM; echo ready; while :; do read x; done");
        assertThat(Containers.line(process)).isEqualTo("ready");
        process.toHandle().destroy();
        assertThat(Containers.line(process)).isEqualTo("ended");
        assertThat(Containers.await(process)).isEqualTo(3);
    }

    /** By a pipe that Java does not close when the process has ended. */
    @Test
    void killingItKillsWhatRunsInside() throws Exception {
        containers.engine().save(shell().build(), program);
        try (Pipe output = Pipe.open()) {
            Process process = new ProcessBuilder(program.toString(), "-c", "echo ready; sleep 1000; echo alive")
                    .directory(directory.toFile())
                    .redirectOutput(new File("/proc/self/fd/" + output.writer().number()))
                    .start();
            output.writer().close();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(output.reader().inputStream(), UTF_8));
            assertThat(lines.readLine()).isEqualTo("ready");
            process.toHandle().destroyForcibly();
            assertThat(lines.readLine()).as("when everything inside has ended").isNull();
        }
    }

    /** A process between the caller and the container ends, which tells the container nothing but its end. */
    @Test
    void theContainerEndsWithTheParent() throws Exception {
        containers.engine().save(shell().build(), program);
        Process parent = new ProcessBuilder(
                        "/bin/sh", "-c", "\"$0\" -c 'echo ready; read x' & read y", program.toString())
                .directory(directory.toFile())
                .start();
        assertThat(Containers.line(parent)).isEqualTo("ready");
        parent.toHandle().destroyForcibly();
        assertThat(parent.getInputStream().read()).isEqualTo(-1);
    }

    /** With a shell in between, as Surefire has it, which survives. */
    @Test
    void theContainerEndsWithTheJvmThatMadeTheProgram() throws Exception {
        Process jvm = OtherJvm.start(SavesAndExecutes.class, program.toString());
        assertThat(Containers.line(jvm)).isEqualTo("ready");
        jvm.toHandle().destroyForcibly();
        assertThat(Containers.line(jvm)).isEqualTo("137 in the end");
        assertThat(jvm.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Started by the test above. */
    static final class SavesAndExecutes {
        private SavesAndExecutes() {}

        public static void main(String[] arguments) throws Exception {
            Path program = Path.of(arguments[0]);
            try (Jdock jdock = Jdock.open()) {
                jdock.save(
                        ContainerSpec.builder("/bin/sh")
                                .volume(new Volume(program.getParent(), program.getParent(), false))
                                .build(),
                        program);
            }
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

    @Test
    void itSurvivesTheEngineThatMadeIt() throws Exception {
        try (Jdock other = Jdock.open()) {
            other.save(shell().build(), program);
        }
        Process process = new ProcessBuilder(program.toString(), "-c", "echo here")
                .directory(directory.toFile())
                .start();
        assertThat(Containers.finish(process).text()).isEqualTo("here");
    }

    @Test
    void whatFailsIsToldOnStandardError() throws Exception {
        containers.engine().save(shell().build(), program);
        Process process = new ProcessBuilder(program.toString(), "-c", "true")
                .directory(Path.of("/home").toFile())
                .start();
        Result result = Containers.finish(process);
        assertThat(result.err())
                .isEqualTo("jdock: cannot change to the working directory: ENOENT (No such file or directory)\n");
        assertThat(result.status()).isEqualTo(125);
    }

    @Test
    void limitsThatTakeAControlGroupAreRefused() {
        Limits limits = new Limits(
                OptionalLong.of(1 << 28),
                OptionalLong.empty(),
                OptionalLong.empty(),
                java.util.OptionalDouble.empty(),
                java.util.Optional.empty(),
                OptionalLong.empty());
        assertThatThrownBy(() -> containers.engine().save(shell().limits(limits).build(), program))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("limits: ");
        assertThat(program).doesNotExist();
    }

    @Test
    void itHasNoCommandLineOfItsOwn() {
        ContainerSpec spec = ContainerSpec.builder("/bin/sh", "-c", "true").build();
        assertThatThrownBy(() -> containers.engine().save(spec, program)).hasMessageStartingWith("process.args");
        assertThat(program).doesNotExist();
    }
}
