package io.jdock.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.Containers.Result;
import io.jdock.container.Jdock.Change;
import io.jdock.kernel.OpenDescriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An executable that has an engine start a container each time. */
class ServedProgramTest extends ExecutableTest {
    private Path socket;

    @BeforeEach
    void placeSocket() {
        socket = directory.resolve("engine");
    }

    @Override
    void write(ContainerSpec spec) throws IOException {
        containers.engine().serve(spec, program, socket);
    }

    @Override
    Class<?> otherJvm() {
        return ServesAndExecutes.class;
    }

    @Test
    void standardStreamsAreTheApplications() throws Exception {
        Process process = execute(shell(), Map.of("PATH", "/usr/bin:/bin"), "-c", "cat; echo problem >&2");
        Result result = Containers.finish(process, "text".getBytes(UTF_8));
        assertThat(result.text()).isEqualTo("text");
        assertThat(result.err()).isEqualTo("problem\n");
    }

    @Test
    void severalAreServedAtOnce() throws Exception {
        write(shell().build());
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

    @Test
    void eachCanHaveWhatTheOthersHaveNot() throws Exception {
        containers
                .engine()
                .serve(
                        shell().build(),
                        each -> each.toBuilder()
                                .hostname(each.command().get(each.command().size() - 1))
                                .build(),
                        program,
                        socket);
        String name = "cat /proc/sys/kernel/hostname";
        assertThat(Containers.finish(execute(Map.of(), "-c", name, "one")).text())
                .isEqualTo("one");
        assertThat(Containers.finish(execute(Map.of(), "-c", name, "other")).text())
                .isEqualTo("other");
    }

    @Test
    void whatKeepsOneFromBeingDescribedIsTold() throws Exception {
        Change none = each -> {
            throw new IOException("there is no such file");
        };
        containers.engine().serve(shell().build(), none, program, socket);
        assertThat(Containers.finish(execute(Map.of(), "-c", "exit")))
                .isEqualTo(new Result(125, "", "jdock: there is no such file\n"));
    }

    // ---- its end

    @Test
    void killingItAsksWhatRunsInsideToEnd() throws Exception {
        write(shell().build());
        assertThat(writtenAfterKill(
                        program.toString(), "-c", "trap 'echo asked; exit' TERM; echo ready; sleep 1000 & wait"))
                .containsExactly("asked");
    }

    /** Its engine is open until it is killed. */
    static final class ServesAndExecutes {
        private ServesAndExecutes() {}

        public static void main(String[] arguments) throws Exception {
            Path program = Path.of(arguments[0]);
            Path directory = program.getParent();
            Jdock.open().serve(shellIn(directory), program, directory.resolve("engine"));
            executeByShell(program);
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
        write(shell().build());
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
