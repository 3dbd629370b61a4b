package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
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
        assertThat(MarkedProcesses.of(mark)).as("processes of the application").isNotEmpty();
        return build;
    }

    @ParameterizedTest
    @EnumSource
    void ctrlCLetsTheApplicationEndInAnOrderlyWay(Caller caller) throws Exception {
        RunningBuild build = startWaiting(caller);

        build.signal("INT");

        assertThat(build.await().output()).contains("ended in an orderly way").doesNotContain("BUILD FAILURE");
        assertThat(MarkedProcesses.of(mark)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void killingMavenKillsTheApplication(Caller caller) throws Exception {
        RunningBuild build = startWaiting(caller);

        build.signal("KILL");

        build.await();
        assertThat(MarkedProcesses.leftOf(mark)).isEmpty();
    }
}
