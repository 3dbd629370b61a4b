package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.ExecSpec;
import io.jdock.container.Jdock;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCopyTest {
    @TempDir
    Path directory;

    private final Jdock jdock = Jdock.open();
    private Container container;
    private FileCopy copy;

    @BeforeEach
    void start() throws Exception {
        String script = "mkdir -p /tmp/data/deep && echo a > /tmp/data/a && echo b > /tmp/data/deep/b"
                + " && ln -s /etc/passwd /tmp/data/link && chmod 755 /tmp/data/a && echo ready && sleep 1000";
        container = jdock.start(ContainerSpec.builder()
                .command(List.of("/bin/sh", "-c", script))
                .environment("PATH", "/usr/bin:/bin")
                .build());
        BufferedReader output = container.inputReader();
        assertThat(output.readLine()).isEqualTo("ready");
        copy = new FileCopy(container::exec);
    }

    @AfterEach
    void end() {
        jdock.close();
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.equals(directory))
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private String inside(String script) throws Exception {
        Process process = container.exec(ExecSpec.of("/bin/sh", "-c", script));
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aDirectoryThatIsThereTakesTheCopy() throws Exception {
        copy.out("/tmp/data", directory);

        assertThat(names()).containsExactly("data", "data/a", "data/deep", "data/deep/b", "data/link");
        assertThat(directory.resolve("data/deep/b")).hasContent("b");
        assertThat(Files.isExecutable(directory.resolve("data/a"))).isTrue();
        assertThat(Files.readSymbolicLink(directory.resolve("data/link"))).isEqualTo(Path.of("/etc/passwd"));
    }

    @Test
    void otherwiseTheCopyGetsTheName() throws Exception {
        copy.out("/tmp/data/a", directory.resolve("new/name"));

        assertThat(names()).containsExactly("new", "new/name");
        assertThat(directory.resolve("new/name")).hasContent("a");
    }

    @Test
    void whatIsNotThereIsToldAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> copy.out("/tmp/nothing", directory)).hasMessageContaining("nothing");
        assertThatThrownBy(() -> copy.in(directory.resolve("nothing"), "/tmp"))
                .hasMessage(directory.resolve("nothing") + " is not there");
        assertThat(names()).isEmpty();
    }

    @Test
    void filesGoIntoTheContainerTheSameWay() throws Exception {
        Files.writeString(
                Files.createDirectories(directory.resolve("here/deep")).resolve("file"), "text");

        copy.in(directory.resolve("here"), "/tmp/data");
        copy.in(directory.resolve("here/deep/file"), "/tmp/other");

        assertThat(inside("cat /tmp/data/here/deep/file; echo; cat /tmp/other; echo; ls -A /tmp"))
                .isEqualTo("text\ntext\ndata\nother\n");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsTold() throws Exception {
        Files.writeString(directory.resolve("jdock-test"), "text");

        assertThatThrownBy(() -> copy.in(directory.resolve("jdock-test"), "/usr/bin"))
                .hasMessageContaining("Read-only file system");
    }
}
