package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the application is given: its arguments, its environment, its directory. Nothing is added, joined or split. */
class ApplicationTest {
    @AutoClose
    private static final Containers containers = new Containers();

    @Test
    void argumentsArriveOneByOneWhateverIsInThem() throws IOException {
        String[] arguments = {"", "a b", "  ", "'\"\\$(id)`id`*", "two\nlines", "-n", "ü世🐳", "tab\t", "--", "=", "%s"};

        Containers.Result result = containers.run(shell("printf '<%s>' \"$@\"", arguments));

        assertThat(result.text()).isEqualTo("<" + String.join("><", arguments) + ">");
    }

    @Test
    void twentyThousandArgumentsAreNoProblem() throws IOException {
        String[] arguments =
                IntStream.range(0, 20_000).mapToObj(i -> "argument-" + i).toArray(String[]::new);

        assertThat(containers.run(shell("echo $# $20000 ${20000}", arguments)).text())
                .isEqualTo("20000 argument-10000 argument-19999");
    }

    @Test
    void theFirstWordIsWhatTheApplicationSeesAsItsName() throws IOException {
        assertThat(containers
                        .run(ContainerSpec.builder("cat", "/proc/self/cmdline"))
                        .text()
                        .split("\0"))
                .containsExactly("cat", "/proc/self/cmdline");
    }

    @Test
    void theEnvironmentIsExactlyTheGivenOne() throws IOException {
        ContainerSpec.Builder spec = ContainerSpec.builder("/usr/bin/env", "-0")
                .environment("PATH", "/bin:/usr/bin")
                .environment("EMPTY", "")
                .environment("QUOTED", "a 'b' \"c\" $d=e\nf")
                .environment("ü", "世🐳");

        assertThat(containers.run(spec).out().split("\0"))
                .containsExactly("PATH=/bin:/usr/bin", "EMPTY=", "QUOTED=a 'b' \"c\" $d=e\nf", "ü=世🐳");
    }

    @Test
    void anEmptyEnvironmentIsEmpty() throws IOException {
        assertThat(containers.run(ContainerSpec.builder("/usr/bin/env")).out()).isEmpty();
    }

    @Test
    void theApplicationStartsInItsWorkingDirectory() throws IOException {
        assertThat(containers
                        .run(ContainerSpec.builder("/bin/pwd").workingDirectory(Path.of("/usr/share")))
                        .text())
                .isEqualTo("/usr/share");
    }

    @Test
    void theWorkingDirectoryIsTheRootUnlessItIsGiven() throws IOException {
        assertThat(containers.run(ContainerSpec.builder("/bin/pwd")).text()).isEqualTo("/");
    }

    @Test
    void aCommandWithoutSlashIsLookedUpInThePathOfTheContainer() throws IOException {
        assertThat(containers
                        .run(ContainerSpec.builder("echo", "found").environment("PATH", "/nothing:/usr:/bin"))
                        .text())
                .isEqualTo("found");
    }

    @Test
    void withoutPathTheUsualDirectoriesAreSearched() throws IOException {
        assertThat(containers.run(ContainerSpec.builder("echo", "found")).text())
                .isEqualTo("found");
    }

    @Test
    void anEmptyPartOfPathIsTheWorkingDirectory() throws IOException {
        ContainerSpec.Builder spec = ContainerSpec.builder("true")
                .environment("PATH", "/nothing::/nowhere")
                .workingDirectory(Path.of("/usr/bin"));

        assertThat(containers.run(spec).status()).isZero();
    }

    @Test
    void aRelativeCommandStartsAtTheWorkingDirectory() throws IOException {
        ContainerSpec.Builder spec =
                ContainerSpec.builder("./bin/echo", "relative").workingDirectory(Path.of("/usr"));

        assertThat(containers.run(spec).text()).isEqualTo("relative");
    }

    @Test
    void signalsAreNeitherBlockedNorIgnored() throws IOException {
        List<String> status = containers
                .run(ContainerSpec.builder("/bin/cat", "/proc/self/status"))
                .lines();

        assertThat(status)
                .contains("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "SigCgt:\t0000000000000000");
    }

    @Test
    void noDescriptorIsOpenButTheThreeStandardStreams() throws IOException {
        // ls has a descriptor of the directory that it lists
        assertThat(containers
                        .run(ContainerSpec.builder("/bin/ls", "/proc/self/fd"))
                        .lines())
                .containsExactly("0", "1", "2", "3");
    }
}
