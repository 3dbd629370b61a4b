package io.jdock.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.Containers.Result;
import io.jdock.kernel.OpenDescriptors;
import io.jdock.kernel.Pipe;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executable that has an engine start a container each time. */
class ServedProgramTest {
    private final Containers containers = new Containers();

    /** World-readable, as a project's directory is: the container's root is another user when root runs this. */
    @TempDir
    Path directory;

    private Path program;
    private Path socket;

    @BeforeEach
    void prepare() {
        program = directory.resolve("sh");
        socket = directory.resolve("engine");
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
        containers.engine().serve(spec.build(), program, socket);
        return execute(environment, arguments);
    }

    private Process execute(Map<String, String> environment, String... arguments) throws IOException {
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
    void theEnvironmentIsThatOfItsCallerWithWhatTheSpecificationSets() throws Exception {
        Process process = execute(
                shell().environment("SET", "by the specification"),
                Map.of("PATH", "/usr/bin:/bin", "SET", "by the caller", "SETTER", "another", "EMPTY", ""),
                "-c",
                "env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort");
        assertThat(Containers.finish(process).lines())
                .containsExactly("EMPTY=", "PATH=/usr/bin:/bin", "SET=by the specification", "SETTER=another");
    }

    @Test
    void itStartsInTheWorkingDirectoryOfItsCallerAndWritesThere() throws Exception {
        assertThat(output(shell(), "-c", "pwd; echo text > made")).isEqualTo(directory.toString());
        assertThat(Files.getAttribute(directory.resolve("made"), "unix:uid"))
                .isEqualTo(Files.getAttribute(directory, "unix:uid"));
    }

    @Test
    void standardStreamsAreTheApplications() throws Exception {
        Process process = execute(shell(), Map.of("PATH", "/usr/bin:/bin"), "-c", "cat; echo problem >&2");
        Result result = Containers.finish(process, "text".getBytes(UTF_8));
        assertThat(result.text()).isEqualTo("text");
        assertThat(result.err()).isEqualTo("problem\n");
    }

    @Test
    void exitStatusesAreTheApplications() throws Exception {
        assertThat(Containers.finish(execute(shell(), Map.of(), "-c", "exit 42"))
                        .status())
                .isEqualTo(42);
        assertThat(Containers.finish(execute(Map.of(), "-c", "kill -9 $$")).status())
                .isEqualTo(137);
    }

    @Test
    void severalAreServedAtOnce() throws Exception {
        containers.engine().serve(shell().build(), program, socket);
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            processes.add(execute(Map.of(), "-c", "read x; echo $x", "sh"));
        }
        for (Process process : processes) {
            Containers.say(process, "heard");
            assertThat(Containers.line(process)).isEqualTo("heard");
            assertThat(Containers.await(process)).isZero();
        }
    }

    // ---- what takes an engine

    @Test
    void itsPortsCanBePublished() throws Exception {
        int port;
        try (var any = new java.net.ServerSocket(0)) {
            port = any.getLocalPort();
        }
        ContainerSpec.Builder server = PublishedPortsTest.java(PublishedPortsTest.EchoServer.class, "7000");
        List<String> command = server.build().command();
        server.command(command.subList(0, 1)).volume(new Volume(directory, directory, false));
        Process process = execute(
                server.publish(PublishedPort.of(port, 7000)),
                Map.of(),
                command.subList(1, command.size()).toArray(String[]::new));
        assertThat(Containers.line(process)).isEqualTo("listens");
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void itCanBeOnANetworkWithOthers() throws Exception {
        Container other = containers.start(Containers.shell("echo here; read x").network("back", "other"));
        assertThat(Containers.line(other)).isEqualTo("here");
        assertThat(output(shell().network("back"), "-c", "getent hosts other")).contains("other");
    }

    // ---- its end

    /** By a pipe that Java does not close when the process has ended. */
    @Test
    void killingItAsksWhatRunsInsideToEnd() throws Exception {
        containers.engine().serve(shell().build(), program, socket);
        try (Pipe output = Pipe.open()) {
            Process process = new ProcessBuilder(
                            program.toString(), "-c", "trap 'echo asked; exit' TERM; echo ready; sleep 1000 & wait")
                    .directory(directory.toFile())
                    .redirectOutput(new File("/proc/self/fd/" + output.writer().number()))
                    .start();
            output.writer().close();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(output.reader().inputStream(), UTF_8));
            assertThat(lines.readLine()).isEqualTo("ready");
            process.toHandle().destroyForcibly();
            assertThat(lines.readLine()).isEqualTo("asked");
            assertThat(lines.readLine()).as("when everything inside has ended").isNull();
        }
    }

    /** A process between the caller and the container ends, which tells the container nothing but its end. */
    @Test
    void theContainerEndsWithTheParent() throws Exception {
        containers.engine().serve(shell().build(), program, socket);
        Process parent = new ProcessBuilder(
                        "/bin/sh", "-c", "\"$0\" -c 'echo ready; read x' & read y", program.toString())
                .directory(directory.toFile())
                .start();
        assertThat(Containers.line(parent)).isEqualTo("ready");
        parent.toHandle().destroyForcibly();
        assertThat(parent.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void theContainerEndsWithTheJvmThatMadeTheProgram() throws Exception {
        Process jvm = OtherJvm.start(ServesAndExecutes.class, program.toString());
        assertThat(Containers.line(jvm)).isEqualTo("ready");
        jvm.toHandle().destroyForcibly();
        assertThat(Containers.line(jvm)).isEqualTo("137 in the end");
        assertThat(jvm.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Started by the test above. */
    static final class ServesAndExecutes {
        private ServesAndExecutes() {}

        public static void main(String[] arguments) throws Exception {
            Path program = Path.of(arguments[0]);
            Path directory = program.getParent();
            Jdock.open()
                    .serve(
                            ContainerSpec.builder("/bin/sh")
                                    .volume(new Volume(directory, directory, false))
                                    .build(),
                            program,
                            directory.resolve("engine"));
            new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "\"$0\" -c 'echo ready; while :; do sleep 1000; done'; echo $? in the end",
                            program.toString())
                    .directory(directory.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }

    @Test
    void withoutItsEngineItSaysThatThisIsGone() throws Exception {
        try (Jdock other = Jdock.open()) {
            other.serve(shell().build(), program, socket);
        }
        assertThat(socket).doesNotExist();
        Result result = Containers.finish(execute(Map.of(), "-c", "echo here"));
        assertThat(result.err())
                .startsWith("jdock: cannot reach the program that starts the container")
                .contains("ENOENT");
        assertThat(result.status()).isEqualTo(125);
    }

    @Test
    void nothingOfItIsLeft() throws Exception {
        Containers.finish(execute(shell(), Map.of(), "-c", "exit"));
        int before = OpenDescriptors.count();
        for (int i = 0; i < 10; i++) {
            Containers.finish(execute(Map.of(), "-c", "exit"));
        }
        OpenDescriptors.awaitAtMost(before);
    }

    // ---- errors

    @Test
    void whatFailsIsToldOnStandardError() throws Exception {
        containers.engine().serve(shell().build(), program, socket);
        Process process = new ProcessBuilder(program.toString(), "-c", "true")
                .directory(Path.of("/home").toFile())
                .start();
        Result result = Containers.finish(process);
        assertThat(result.err())
                .startsWith("jdock: cannot change to the working directory /home: ENOENT (No such file or directory)");
        assertThat(result.status()).isEqualTo(125);
    }

    @Test
    void whatFailsEachTimeIsToldAtOnce() {
        ContainerSpec spec =
                shell().volume(Volume.readOnly(directory.resolve("missing"))).build();
        assertThatThrownBy(() -> containers.engine().serve(spec, program, socket))
                .hasMessageContaining("missing");
        assertThat(program).doesNotExist();
        assertThat(socket).doesNotExist();
    }

    @Test
    void aSocketWithALongNameServesToo() throws Exception {
        socket = Files.createDirectories(directory.resolve("long".repeat(40))).resolve("engine");
        assertThat(output(shell(), "-c", "echo here")).isEqualTo("here");
    }
}
