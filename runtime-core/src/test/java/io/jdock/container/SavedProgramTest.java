package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.Containers.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executable that starts a container each time, without this library in between. */
class SavedProgramTest extends ExecutableTest {
    @Override
    void write(ContainerSpec spec) throws IOException {
        containers.engine().save(spec, program);
    }

    @Override
    Class<?> otherJvm() {
        return SavesAndExecutes.class;
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

    @Test
    void killingItKillsWhatRunsInside() throws Exception {
        write(shell().build());
        assertThat(writtenAfterKill(
                        program.toString(), "-c", "trap 'echo asked' TERM; echo ready; sleep 1000; echo alive"))
                .isEmpty();
    }

    /** Its engine is closed before the program is executed. A second argument is the directory of kept programs. */
    static final class SavesAndExecutes {
        private SavesAndExecutes() {}

        public static void main(String[] arguments) throws Exception {
            Path program = Path.of(arguments[0]);
            try (Jdock jdock = arguments.length == 1 ? Jdock.open() : keeping(Path.of(arguments[1]))) {
                jdock.save(shellIn(program.getParent()), program);
            }
            executeByShell(program);
        }
    }

    private static Jdock keeping(Path kept) {
        return Jdock.open(Optional.of(new KeptPrograms(kept, "this build")));
    }

    private Map<Path, Object> saveAndList(Path kept) throws IOException {
        try (Jdock jdock = keeping(kept)) {
            jdock.save(shellIn(directory), program);
        }
        return KeptStartsTest.programs(kept);
    }

    /** As each build makes the same executable again. */
    @Test
    void whatOneJvmHasPlannedServesTheNextOneAndEndsWithThat(@TempDir Path parent) throws Exception {
        Path kept = parent.resolve("kept");
        Map<Path, Object> made = saveAndList(kept);
        assertThat(made).hasSize(1);
        byte[] first = Files.readAllBytes(program);
        assertThat(saveAndList(kept)).isEqualTo(made);
        assertThat(program).hasBinaryContent(first);

        theContainerEndsWith(OtherJvm.builder(otherJvm(), program.toString(), kept.toString()));

        assertThat(Files.readAllBytes(program)).as("for another owner").isNotEqualTo(first);
        assertThat(saveAndList(kept)).isEqualTo(made);
        assertThat(program).hasBinaryContent(first);
    }

    @Test
    void oneWhoseSourceBecameSomethingElseIsPlannedAnew(@TempDir Path parent) throws Exception {
        Path kept = parent.resolve("kept");
        Path source = Files.writeString(parent.resolve("source"), "a file");
        ContainerSpec.Builder spec = shell().hostname("inside").volume(new Volume(source, Path.of("/data"), true));
        String[] question = {"-c", "test -d /data && echo a directory || cat /data"};
        try (Jdock jdock = keeping(kept)) {
            jdock.save(spec.build(), program);
            assertThat(Containers.finish(execute(Map.of(), question)).text()).isEqualTo("a file");
            Files.delete(source);
            Files.createDirectory(source);

            jdock.save(spec.build(), program);

            assertThat(Containers.finish(execute(Map.of(), question)).text()).isEqualTo("a directory");
        }
    }

    @Test
    void filesOfTheContainerHaveTheUsualRightsWhateverTheUmaskOfTheCaller() throws Exception {
        write(shell().build());
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "umask 077; exec " + program + " -c 'umask; stat -c %a%n / /etc /dev /dev/null /tmp'")
                .directory(directory.toFile())
                .start();
        assertThat(Containers.finish(process).lines())
                .containsExactly("0022", "755/", "755/etc", "755/dev", "666/dev/null", "1777/tmp");
    }

    @Test
    void itSurvivesTheEngineThatMadeIt() throws Exception {
        try (Jdock other = Jdock.open()) {
            other.save(shell().build(), program);
        }
        assertThat(Containers.finish(execute(Map.of(), "-c", "echo here")).text())
                .isEqualTo("here");
    }

    @Test
    void whatFailsIsToldOnStandardError() throws Exception {
        write(shell().build());
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
                Optional.empty(),
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
