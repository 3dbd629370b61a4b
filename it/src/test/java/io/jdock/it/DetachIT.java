package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Containers that outlive the build that started them, without root. The tests of the documents do so with root. */
class DetachIT {
    @Test
    void aContainerOfOneBuildIsUsedByAnotherAndStoppedByOneOfAnotherProject() throws Exception {
        MavenBuild copy = MavenBuild.of("probe").by(Caller.ORDINARY_USER).copiedOnce();
        MavenBuild probe =
                copy.with("XDG_DATA_HOME", copy.source().resolve("data").toString());
        String mark = "mark-" + UUID.randomUUID();

        FinishedBuild first = probe.run(
                "jdock:start",
                "-Djdock.detach",
                "-Djdock.alias=db",
                "-Djdock.ports=80",
                "-Djdock.wait.log=up",
                "-Djdock.command=sh -c 'echo up; sleep 1000; true' " + mark);

        assertThat(first.output()).contains("[db] up", "Started db, detached");
        assertThat(first.status()).as(first.output()).isZero();
        assertThat(MarkedProcesses.of(mark)).isNotEmpty();

        FinishedBuild second = probe.run(
                "jdock:ps",
                "jdock:exec",
                "jdock:top",
                "jdock:stats",
                "jdock:logs",
                "-Djdock.alias=db",
                "-Djdock.timestamps",
                "-Djdock.exec.command=sh -c 'echo inside $(cat /proc/sys/kernel/hostname)'");

        assertThat(second.output())
                .containsPattern("db +[0-9a-f]{12} +running, pid \\d+, detached +127\\.0\\.0\\.1:\\d+:80")
                .containsSubsequence("inside probe", "  sleep 1000")
                .containsPattern(Pattern.compile("^\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z up$", Pattern.MULTILINE));
        assertThat(second.status()).as(second.output()).isZero();

        FinishedBuild elsewhere = MavenBuild.of("two-mains")
                .by(Caller.ORDINARY_USER)
                .with("XDG_DATA_HOME", copy.source().resolve("data").toString())
                .run("jdock:ps", "jdock:stop", "-Djdock.all", "-Djdock.projectDirectory=" + copy.source());

        assertThat(elsewhere.output())
                .containsPattern(Pattern.quote(copy.source().toString())
                        + "  db +[0-9a-f]{12} +running, pid \\d+ +127\\.0\\.0\\.1:\\d+:80")
                .contains("Stopped db, exit status 143 (SIGTERM)");
        assertThat(elsewhere.status()).as(elsewhere.output()).isZero();
        assertThat(MarkedProcesses.leftOf(mark)).isEmpty();
        assertThat(copy.source().resolve("data/jdock/services")).isEmptyDirectory();
    }
}
