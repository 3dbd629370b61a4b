package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jdock:prepare-fork}: Surefire's test JVMs in containers, with root and without. */
@ParameterizedClass
@EnumSource
class PrepareForkIT {
    @Parameter
    Caller caller;

    /** Written into the command line of a test JVM, by which it is found among all processes of the machine. */
    private final String mark = "mark-" + UUID.randomUUID();

    private static final Map<Caller, MavenBuild> FORKS = new ConcurrentHashMap<>();

    /** The project {@code forks}, of which each caller has one copy for all tests: it is compiled once. */
    private MavenBuild forks() throws Exception {
        if (!FORKS.containsKey(caller)) {
            MavenBuild forks = MavenBuild.of("forks")
                    .by(caller)
                    .with("OF_CALLER", "from Maven's caller")
                    .copiedOnce();
            assertThat(forks.run("test-compile").status()).isZero();
            FORKS.put(caller, forks);
        }
        return FORKS.get(caller);
    }

    /** What the phase {@code test} does when all is compiled. */
    private static String[] test(String... parameters) {
        return Stream.concat(Stream.of("jdock:prepare-fork", "surefire:test"), Stream.of(parameters))
                .toArray(String[]::new);
    }

    @Test
    void testsRunInAContainer() throws Exception {
        FinishedBuild build =
                MavenBuild.ofExample("tests-in-container").by(caller).run("test");

        assertThat(build.output()).contains("Tests run: 7, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(build.status()).isZero();
    }

    /** They report by the streams of the JVM, or by TCP. */
    @ParameterizedTest
    @ValueSource(strings = {"!tcp", "tcp"})
    void twoForksRunAtATime(String profile) throws Exception {
        FinishedBuild build =
                forks().run(test("-P", profile, "-Dtest=Passing*Test", "-DforkCount=2", "-DreuseForks=false"));

        assertThat(build.output()).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(build.directory().resolve("target/is-here-One")).hasContent("2");
        assertThat(build.directory().resolve("target/is-here-Two")).hasContent("2");
        assertThat(build.status()).isZero();
    }

    /** Maven's JVM starts those containers, so that they can have what takes somebody outside. */
    @Test
    void theTestJvmIsOnANetworkWithTheServicesOfItsProject() throws Exception {
        FinishedBuild build = forks().run(
                        "jdock:start",
                        "jdock:prepare-fork",
                        "surefire:test",
                        "-Djdock.alias=db",
                        "-Djdock.command=sleep 1000",
                        "-Djdock.network=shop",
                        "-Djdock.egress=none",
                        "-Dtest=NetworkTest");

        assertThat(build.output()).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(build.directory().resolve("target/jdock/engine")).isEmptyDirectory();
        assertThat(build.status()).isZero();
    }

    @Test
    void limitsAreTheTestJvmsWhereCgroupsAreTheCallers() throws Exception {
        FinishedBuild build = forks().run(test("-Dtest=MemoryTest", "-Djdock.memory=256m"));

        // A limit that cannot be enforced is an error and never passed over.
        assumeTrue(
                caller == Caller.SELF || build.status() == 0,
                "no cgroup is delegated to the user " + System.getenv("JDOCK_TEST_USER"));
        assertThat(build.output()).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(build.status()).isZero();
    }

    @Test
    void aFailureIsReportedAsOne() throws Exception {
        FinishedBuild build = forks().run(test("-Dtest=FailingTest"));

        assertThat(build.output()).contains("FailingTest.fails:10 on purpose", "There are test failures");
        assertThat(build.status()).isNotZero();
    }

    @Test
    void aJvmThatEndsIsReportedWithItsExitStatus() throws Exception {
        FinishedBuild build = forks().run(test("-Dtest=ExitingTest"));

        assertThat(build.output()).contains("Process Exit Code: 42");
        assertThat(build.status()).isNotZero();
    }

    @Test
    void whatIsOverdueIsKilled() throws Exception {
        FinishedBuild build =
                forks().run(test("-Dtest=WaitingTest", "-DargLine=-Dmark=" + mark, "-Dsurefire.timeout=5"));

        assertThat(build.output()).contains("There was a timeout");
        assertThat(MarkedProcesses.leftOf("-Dmark=" + mark)).isEmpty();
    }

    /** Whether its executable has started it, or Maven. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "private"})
    void killingMavenKillsTheTestJvm(String network) throws Exception {
        RunningBuild build =
                forks().start(test("-Dtest=WaitingTest", "-DargLine=-Dmark=" + mark, "-Djdock.network=" + network));
        build.awaitOutput("waiting for " + mark);
        assertThat(MarkedProcesses.of("-Dmark=" + mark)).as("test JVMs").isNotEmpty();

        build.signal("KILL");

        build.await();
        assertThat(MarkedProcesses.leftOf("-Dmark=" + mark)).isEmpty();
    }

    @Test
    void variablesAndArgumentsArriveFromEverywhere() throws Exception {
        FinishedBuild build = forks().run(test(
                "-Dtest=EnvironmentTest",
                "-Djdock.environmentVariables.OF_JDOCK=from jdock",
                "-DargLine=\"-Dof.argLine=from argLine\""));

        assertThat(build.output()).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
    }
}
