package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jdock:start}, {@code exec} and {@code stop} around integration tests, with root and without. */
@ParameterizedClass
@EnumSource
class ServicesIT {
    @Parameter
    Caller caller;

    /** Written into the application's command line, by which its processes are found among all of the machine. */
    private final String mark = "mark-" + UUID.randomUUID();

    private String[] arguments(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("-Dport=" + freePort(), "-Dmark=" + mark));
        return arguments.toArray(String[]::new);
    }

    private MavenBuild services() {
        return MavenBuild.of("services").by(caller);
    }

    @Test
    void anApplicationRunsWhileItsIntegrationTestsDo() throws Exception {
        FinishedBuild build = services().run(arguments("verify"));

        assertThat(build.output())
                .containsSubsequence(
                        "[preparation] prepared",
                        "[web] listening on ",
                        "Started preparation",
                        "Started web",
                        "inside services",
                        "  ended with exit status 0",
                        "  running (healthy), pid ",
                        "\nlistening on ",
                        "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0",
                        "Stopped web, exit status 143 (SIGTERM)",
                        "Stopped preparation, exit status 0");
        assertThat(build.directory().resolve("target/services.properties"))
                .content()
                .contains("jdock.web.host=localhost\n", "jdock.web.port.", "jdock.preparation.id=");
        assertThat(build.directory().resolve("target/jdock/web.log")).content().startsWith("listening on ");
        assertThat(build.status()).isZero();
        assertThat(MarkedProcesses.of(mark)).isEmpty();
    }

    /** Also where Maven has nothing else to do any more. */
    @Test
    void aStartIsRehearsedWhenTestJvmsArePrepared() throws Exception {
        FinishedBuild build = services().run(arguments("test-compile", "jdock:prepare-fork", "-X"));

        assertThat(build.output())
                .contains("Rehearsed jdock:start")
                .doesNotContain("Could not rehearse", "NoClassDefFoundError", "Started web");
        assertThat(build.status()).isZero();
    }

    @Test
    void containersOnANetworkFindEachOtherAndWhatElseTheyTryIsSummedUp() throws Exception {
        FinishedBuild build = MavenBuild.of("network").by(caller).run("verify");

        assertThat(build.output())
                .containsSubsequence(
                        "[client] 10.213.0.2",
                        "[client] shut in",
                        "Started database",
                        "Stopped client, exit status 0",
                        "client was refused by its egress rules:",
                        "    tcp to 192.0.2.1:80, once, at ",
                        "Stopped database");
        assertThat(build.status()).isZero();
    }

    @Test
    void oneThatEndsTooEarlyFailsTheBuildWithItsLastLines() throws Exception {
        FinishedBuild build = services()
                .run(arguments(
                        "compile",
                        "jdock:start",
                        "-Djdock.command=sh -c 'echo broken; exit 3'",
                        "-Djdock.wait.log=ready"));

        assertThat(build.output())
                .contains(
                        "application ended with exit status 3 while a line with 'ready' was waited for", "    broken");
        assertThat(build.status()).isNotZero();
    }

    /** A look that begins after the file is gone fails, and that is told before the next begins. */
    @Test
    void oneThatBecomesUnhealthyIsToldOfAndListedSo() throws Exception {
        FinishedBuild build = services()
                .run(arguments(
                        "jdock:start",
                        "jdock:exec",
                        "jdock:ps",
                        "-Djdock.command=sh -c 'touch /tmp/well; sleep 1000; true' " + mark,
                        "-Djdock.healthCheck.command=echo >>/tmp/looks; test -e /tmp/well",
                        "-Djdock.healthCheck.interval=1ms",
                        "-Djdock.healthCheck.retries=1",
                        "-Djdock.exec.command=sh -c 'rm /tmp/well; n=$(wc -l </tmp/looks);"
                                + " until [ $(wc -l </tmp/looks) -gt $((n + 1)) ]; do sleep 0.01; done'"));

        assertThat(build.output())
                .containsSubsequence(
                        "Started application",
                        "[WARNING] application is unhealthy: its health check",
                        "  running (unhealthy), pid ");
        assertThat(build.output()).containsOnlyOnce("is unhealthy: its health check");
        assertThat(build.status()).isZero();
    }

    @Test
    void oneThatIsNotReadyInTimeFailsTheBuildAndIsEnded() throws Exception {
        FinishedBuild build = services()
                .run(arguments(
                        "compile",
                        "jdock:start",
                        "-Djdock.command=sh -c 'sleep 1000; true' " + mark,
                        "-Djdock.wait.tcp=80",
                        "-Djdock.wait.timeout=1s"));

        assertThat(build.output()).contains("application was not ready within 1 s: still waited for port 80");
        assertThat(build.status()).isNotZero();
        assertThat(MarkedProcesses.of(mark)).isEmpty();
    }

    @Test
    void oneThatNoGoalStopsIsAskedToEndWithTheBuild() throws Exception {
        FinishedBuild build = services()
                .run(arguments(
                        "compile",
                        "jdock:start",
                        "-Djdock.command=sh -c 'trap \"echo asked >target/asked; exit\" TERM; echo ready; while :; do sleep 0.1; done' "
                                + mark,
                        "-Djdock.wait.log=ready"));

        assertThat(build.output()).containsSubsequence("Started application", "Stopped application, exit status ");
        assertThat(build.status()).isZero();
        assertThat(build.directory().resolve("target/asked")).hasContent("asked");
        assertThat(MarkedProcesses.of(mark)).isEmpty();
    }

    /** The goal waits for what never comes, and Maven ends meanwhile. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void nothingIsLeftWhenMavenIsEnded(String signal) throws Exception {
        RunningBuild build = services()
                .start(arguments(
                        "compile",
                        "jdock:start",
                        "-Djdock.command=sh -c 'echo waiting; sleep 1000; true' " + mark,
                        "-Djdock.wait.log=never"));
        build.awaitOutput("] waiting");
        assertThat(MarkedProcesses.of(mark)).isNotEmpty();

        build.signal(signal);

        build.await();
        assertThat(MarkedProcesses.leftOf(mark)).isEmpty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
