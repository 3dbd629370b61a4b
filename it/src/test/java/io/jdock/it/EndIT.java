package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However Maven ends, the container ends with it. */
class EndIT {
    /** Written into the application's command line, by which its processes are found among all of the machine. */
    private final String mark = "mark-" + UUID.randomUUID();

    private RunningBuild startWaiting(Caller caller) throws Exception {
        RunningBuild build =
                MavenBuild.of("probe").by(caller).start("compile", "jdock:run", "-Djdock.arguments=wait " + mark);
        build.awaitOutput("waiting\n");
        assertThat(applications()).as("processes of the application").isNotEmpty();
        return build;
    }

    @ParameterizedTest
    @EnumSource
    void ctrlCLetsTheApplicationEndInAnOrderlyWay(Caller caller) throws Exception {
        RunningBuild build = startWaiting(caller);

        build.signal("INT");

        assertThat(build.await().output()).contains("ended in an orderly way").doesNotContain("BUILD FAILURE");
        assertThat(applications()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void killingMavenKillsTheApplication(Caller caller) throws Exception {
        RunningBuild build = startWaiting(caller);

        build.signal("KILL");

        build.await();
        assertThat(applicationsInTheEnd()).isEmpty();
    }

    /** The kernel closes the lifeline when it tears Maven down, and the monitor then kills: soon, but not at once. */
    private List<String> applicationsInTheEnd() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
        while (!applications().isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(20);
        }
        return applications();
    }

    /** Command lines of the JVMs that were given the mark, but for Maven itself, whose argument is a longer one. */
    private List<String> applications() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .map(EndIT::commandLine)
                    .filter(words -> words.endsWith("\0wait\0" + mark + "\0"))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException e) {
            return ""; // has ended meanwhile
        }
    }
}
