package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal specifications are prepared once, and nobody can tell. */
class PreparationsTest {
    private static final String WHO = "hostname; cat /proc/sys/kernel/hostname";

    @AutoClose
    private final Containers containers = new Containers();

    @TempDir
    private Path directory;

    @Test
    void eachContainerHasItsOwnIdAsItsHostName() throws IOException {
        for (int i = 0; i < 3; i++) {
            Container container = containers.start(Containers.shell(WHO));

            assertThat(Containers.finish(container).lines()).containsExactly(container.id(), container.id());
            assertThat(container.spec().hostname()).isEqualTo(container.id());
        }
    }

    @Test
    void aHostNameThatWasGivenIsKept() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(containers.run(Containers.shell(WHO).hostname("shop")).lines())
                    .containsExactly("shop", "shop");
        }
    }

    @Test
    void aSourceMayBecomeSomethingElse() throws IOException {
        Path source = directory.resolve("source");
        ContainerSpec.Builder spec = Containers.shell("test -d /data && echo directory || cat /data")
                .volume(new Volume(source, Path.of("/data"), true));

        Files.writeString(source, "file");
        assertThat(containers.run(spec).text()).isEqualTo("file");
        Files.delete(source);
        Files.createDirectory(source);
        assertThat(containers.run(spec).text()).isEqualTo("directory");
        Files.delete(source);
        Files.createSymbolicLink(source, Files.writeString(directory.resolve("target"), "link"));
        assertThat(containers.run(spec).text()).isEqualTo("link");
    }

    @Test
    void aStartThatBeganWithWhatDoesNotFitAnyMoreLeavesNothing() throws IOException {
        Path source = Files.writeString(directory.resolve("source"), "0");
        ContainerSpec.Builder spec =
                Containers.shell("cat /data/* /data 2>/dev/null").volume(new Volume(source, Path.of("/data"), true));
        containers.run(spec);
        int before = OpenDescriptors.count();

        for (int i = 1; i <= 4; i++) {
            Files.delete(source);
            Files.createDirectory(source);
            Path inside = Files.writeString(source.resolve("file"), "in a directory " + i);
            assertThat(containers.run(spec).out()).isEqualTo("in a directory " + i);
            Files.delete(inside);
            Files.delete(source);
            Files.writeString(source, "in a file " + i);
            assertThat(containers.run(spec).out()).isEqualTo("in a file " + i);
        }

        OpenDescriptors.awaitAtMost(before);
    }

    @Test
    void thoseThatAreNotUsedAreGivenBack() throws IOException {
        try (Containers own = new Containers()) {
            own.output("true");
            int before = OpenDescriptors.count();

            for (int i = 0; i < 30; i++) {
                own.output("exit 0 # " + i);
            }

            OpenDescriptors.awaitAtMost(before + 8);
        }
    }

    @Test
    void allAreGivenBackAtTheEnd() throws IOException {
        containers.output("true");
        int before = OpenDescriptors.count();

        try (Containers own = new Containers()) {
            IntStream.range(0, 3).forEach(i -> succeed(own, "exit 0 # " + i));
        }

        OpenDescriptors.awaitAtMost(before);
    }

    @Test
    void severalThreadsShareOne() throws IOException {
        IntStream.range(0, 40).parallel().forEach(i -> succeed(containers, "exit 0 # " + i % 12));
    }

    private static void succeed(Containers containers, String script) {
        try {
            containers.output(script);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
