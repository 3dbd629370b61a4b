package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.kernel.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that one JVM has prepared serves the next ones, and nobody can tell but by the clock. Each engine here is one of a new JVM, as far as it knows. */
class KeptStartsTest {
    @TempDir
    private Path directory;

    private Containers engine() {
        return new Containers(Jdock.open(Optional.of(new KeptPrograms(directory.resolve("programs"), "this build"))));
    }

    private Containers.Result run(ContainerSpec.Builder spec) throws IOException {
        try (Containers engine = engine()) {
            return engine.run(spec);
        }
    }

    /** The files with their inodes: what is made anew is another one. */
    private Map<Path, Object> programs() throws IOException {
        return programs(directory.resolve("programs"));
    }

    static Map<Path, Object> programs(Path directory) throws IOException {
        Map<Path, Object> programs = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                programs.put(file, Files.getAttribute(file, "unix:ino"));
            }
        }
        return programs;
    }

    private void useTheSame(
            ContainerSpec.Builder first, ContainerSpec.Builder second, Consumer<Containers.Result> check)
            throws IOException {
        check.accept(run(first));
        Map<Path, Object> made = programs();
        assertThat(made).isNotEmpty();
        check.accept(run(second));
        assertThat(programs()).isEqualTo(made);
    }

    @Test
    void theSecondEngineStartsWhatTheFirstHasMade() throws IOException {
        useTheSame(
                Containers.shell("echo $0 $1", "a"),
                Containers.shell("echo $0 $1", "a"),
                result -> assertThat(result.text()).isEqualTo("sh a"));
    }

    @Test
    void eachContainerHasItsOwnIdAsItsHostNameAndKnowsItsConfiguration() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Containers engine = engine()) {
                Container container = engine.start(Containers.shell("hostname; read line"));

                assertThat(Containers.line(container)).isEqualTo(container.id());
                assertThat(container.spec().hostname()).isEqualTo(container.id());
                assertThat(Containers.finish(container.exec(ExecSpec.of("cat", "/proc/sys/kernel/hostname")))
                                .text())
                        .isEqualTo(container.id());
            }
        }
    }

    @Test
    void portsMayDiffer() throws IOException {
        useTheSame(
                Containers.shell("echo started").publish(8080),
                Containers.shell("echo started").publish(9090).publish(9091),
                result -> assertThat(result.text()).isEqualTo("started"));
    }

    @Test
    void theEnvironmentMayNot() throws IOException {
        assertThat(run(Containers.shell("echo $WHO").environment("WHO", "one")).text())
                .isEqualTo("one");
        assertThat(run(Containers.shell("echo $WHO").environment("WHO", "two")).text())
                .isEqualTo("two");
        assertThat(programs()).hasSize(2);
    }

    @Test
    void whatBecameSomethingElseIsPreparedAnew() throws IOException {
        Path source = Files.writeString(directory.resolve("source"), "a file");
        ContainerSpec.Builder spec = Containers.shell("test -d /data && echo a directory || cat /data")
                .volume(new Volume(source, Path.of("/data"), true));

        assertThat(run(spec).text()).isEqualTo("a file");
        Files.delete(source);
        Files.createDirectory(source);
        assertThat(run(spec).text()).isEqualTo("a directory");
        Map<Path, Object> made = programs();
        assertThat(run(spec).text()).isEqualTo("a directory");
        assertThat(programs()).hasSize(1).isEqualTo(made);
    }

    @Test
    void aFailureIsToldInTheSameWords() throws IOException {
        Path scripts = Files.createDirectory(directory.resolve("scripts"));
        Path script = Files.writeString(scripts.resolve("run"), "#!/bin/sh\necho runs\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        ContainerSpec.Builder spec =
                ContainerSpec.builder("/scripts/run").volume(new Volume(scripts, Path.of("/scripts"), true));
        useTheSame(spec, spec, result -> assertThat(result.text()).isEqualTo("runs"));
        Files.delete(script);
        int before = OpenDescriptors.count();

        try (Containers engine = engine()) {
            assertThatThrownBy(() -> engine.run(spec))
                    .isInstanceOf(ContainerException.class)
                    .hasMessageContaining("/scripts/run")
                    .hasMessageContaining("ENOENT");
        }

        assertThat(programs()).as("which did not serve").isEmpty();
        OpenDescriptors.awaitAtMost(before);
    }

    @Test
    void withLimitsNothingIsKept() throws IOException {
        try (Containers engine = engine()) {
            engine.run(Containers.shell("true").controlGroup(true));
        } catch (IOException e) {
            // where this user may make no control group
        }

        assertThat(directory.resolve("programs")).doesNotExist();
    }
}
