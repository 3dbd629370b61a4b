package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Builds at the same time, and modules of a build at the same time, whose containers have the same names. */
class ParallelIT {
    private static final List<String> MODULES = List.of("north", "east", "south", "west");

    private static final Pattern PORT = Pattern.compile("at (\\d+) in");

    /** Each of eight containers runs while the others do: none is in another's way, and each build ends its own. */
    @Test
    void containersOfTheSameNameAreSeveral() throws Exception {
        Held one = Held.start();
        Held other = Held.start();
        assertThat(one.ports()).hasSize(4).doesNotContainAnyElementsOf(other.ports());
        assertThat(other.ports()).hasSize(4);

        one.letGo();

        FinishedBuild build = one.build.await();
        assertThat(build.status()).as(build.output()).isZero();
        assertThat(build.output().lines().filter(line -> line.contains("Stopped server, exit status 143")))
                .hasSize(4);
        assertThat(MarkedProcesses.of(one.mark)).isEmpty();
        assertThat(other.servers()).as("those of the other build").hasSize(4);

        other.build.signal("KILL");

        other.build.await();
        assertThat(MarkedProcesses.leftOf(other.mark)).isEmpty();
    }

    /**
     * A build each of whose containers runs, until it is told to go on.
     *
     * @param mark by which their processes are found among all of the machine
     */
    private record Held(RunningBuild build, String mark) {
        static Held start() throws Exception {
            MavenBuild copy = MavenBuild.of("parallel").copiedOnce();
            for (String module : MODULES) {
                assertThat(new ProcessBuilder("mkfifo", "--mode=666", fifo(copy.source(), module))
                                .start()
                                .waitFor())
                        .isZero();
            }
            String mark = "mark-" + UUID.randomUUID();
            RunningBuild build = copy.start("verify", "-T", "4", "-Dmark=" + mark);
            Held held = new Held(build, mark);
            for (String module : MODULES) {
                build.awaitOutput(" in " + module + "\n");
            }
            assertThat(held.servers()).hasSize(4);
            return held;
        }

        private static String fifo(Path project, String module) {
            return project.resolve(module).resolve("go").toString();
        }

        void letGo() throws IOException {
            for (String module : MODULES) {
                Files.writeString(Path.of(fifo(build.directory(), module)), "going on in\n");
            }
        }

        Set<String> ports() throws IOException {
            return PORT.matcher(Files.readString(build.output()))
                    .results()
                    .map(port -> port.group(1))
                    .collect(Collectors.toSet());
        }

        /** The shells, whose first word tells them from what brought them to life. */
        List<String> servers() throws IOException {
            return MarkedProcesses.of(mark).stream()
                    .filter(words -> words.startsWith("sh\0") && words.contains("sleep"))
                    .toList();
        }
    }
}
