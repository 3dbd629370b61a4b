package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mvn jdock:run}, with root and without. */
@ParameterizedClass
@EnumSource
class RunIT {
    @Parameter
    Caller caller;

    private static final Map<Caller, MavenBuild> PROBES = new ConcurrentHashMap<>();

    /** The project {@code probe}, of which each caller has one copy for all tests: it is compiled once. */
    private MavenBuild probe() throws Exception {
        if (!PROBES.containsKey(caller)) {
            MavenBuild probe = MavenBuild.of("probe").by(caller).copiedOnce();
            assertThat(probe.run("compile").status()).isZero();
            PROBES.put(caller, probe);
        }
        return PROBES.get(caller);
    }

    private FinishedBuild probe(String arguments, String... parameters) throws Exception {
        return probe().run(words(arguments, parameters));
    }

    private static String[] words(String arguments, String... parameters) {
        return Stream.concat(Stream.of("jdock:run", "-Djdock.arguments=" + arguments), Stream.of(parameters))
                .toArray(String[]::new);
    }

    private static void assertSays(FinishedBuild build, String text) {
        assertThat(build.output()).contains(text);
        assertThat(build.status()).as("exit status of Maven").isZero();
    }

    @Test
    void runsTheOnlyMainClassInAContainer() throws Exception {
        FinishedBuild build = MavenBuild.ofExample("hello")
                .by(caller)
                .start("compile", "jdock:run", "-Djdock.network=none")
                .await();

        assertSays(build, "Hello from inside!");
        assertThat(build.output())
                .containsPattern("process +pid [2-9], sees [23] processes")
                .containsPattern("host name +hello")
                .containsPattern("network +lo 127.0.0.1\n")
                .containsPattern("privileges +can never grow")
                .containsPattern("system calls +filtered")
                .containsPattern("write to /usr +no: ")
                .containsPattern("write to its own directory +yes")
                .containsPattern("read the password hashes +no: ")
                .containsPattern("see other processes +no: ")
                .containsPattern("see disks +no: ")
                .containsPattern("mount a file system +no: ")
                .containsPattern("reach a network +no: ");
    }

    @Test
    void choosesAmongSeveralMainClassesOnlyWhenTold() throws Exception {
        MavenBuild build = MavenBuild.of("two-mains").by(caller);

        FinishedBuild undecided = build.run("compile", "jdock:run");
        assertThat(undecided.output()).contains("several classes could be started", "    two.Import", "    two.Serve");
        assertThat(undecided.status()).isNotZero();

        assertSays(build.run("compile", "jdock:run", "-Djdock.mainClass=two.Serve"), "this is Serve");
    }

    @Test
    void failsWithTheExitStatusOfTheApplication() throws Exception {
        FinishedBuild build = probe("exit 42");

        assertThat(build.output()).contains("The application ended with exit status 42", "BUILD FAILURE");
        assertThat(build.status()).isNotZero();
    }

    @Test
    void failsWhenTheCommandIsNotThere() throws Exception {
        FinishedBuild build = probe("", "-Djdock.command=no-such-command");

        assertThat(build.output()).contains("no-such-command", "BUILD FAILURE");
    }

    @Test
    void doesNothingWhenItIsToBeSkipped() throws Exception {
        FinishedBuild build = probe("exit 42", "-Djdock.skip");

        assertThat(build.status()).isZero();
    }

    @Test
    void stopsAnApplicationThatTakesTooLong() throws Exception {
        FinishedBuild build = probe("wait", "-Djdock.timeout=2s");

        assertThat(build.output())
                .contains("ended in an orderly way", "did not end within the timeout", "BUILD FAILURE");
    }

    @Nested
    class TheApplication {
        @Test
        void getsItsArgumentsExactly() throws Exception {
            assertSays(probe("arguments 'two words' \"it's\" '' a,b *"), "arguments: arguments|two words|it's||a,b|*");
        }

        @Test
        void getsSystemPropertiesAndArgumentsOfTheJvm() throws Exception {
            assertSays(probe("property mode", "-Djdock.systemProperties.mode=fast"), "property: fast");
            assertSays(probe("property mode", "-Djdock.jvmArguments=-Dmode=slow"), "property: slow");
        }

        @Test
        void seesTheEnvironmentThatItIsGivenAndNoMore() throws Exception {
            FinishedBuild build = probe().start(words("environment", "-Djdock.environmentVariables.MODE=fast"))
                    .await();

            assertSays(build, "MODE=fast");
            assertThat(build.output()).doesNotContain("MAVEN_", "JDOCK_TEST_USER");
        }

        @Test
        void mayBeAnotherProgramThanJava() throws Exception {
            assertSays(probe("'echo $0 $$; pwd'", "-Djdock.command=sh -c"), "/probe-");
        }

        @Test
        void writesFilesThatBelongToTheCaller() throws Exception {
            FinishedBuild build = probe("write made.txt");

            assertThat(build.directory().resolve("made.txt")).hasContent("written inside");
            assertThat(Files.getOwner(build.directory().resolve("made.txt")))
                    .isEqualTo(Files.getOwner(build.directory().resolve("pom.xml")));
        }
    }

    @Nested
    class TheContainer {
        @Test
        void hasVolumes() throws Exception {
            assertSays(probe("read /data/pom.xml", "-Djdock.volumes=.:/data:ro"), "<artifactId>probe</artifactId>");
            assertSays(probe("write /data/made.txt", "-Djdock.volumes=.:/data:ro"), "write: refused");

            FinishedBuild writable = probe("write /data/made.txt", "-Djdock.volumes=./src:/data");
            assertThat(writable.directory().resolve("src/made.txt")).hasContent("written inside");
        }

        @Test
        void refusesAVolumeWhoseSourceIsMissing() throws Exception {
            FinishedBuild build = probe("list /data", "-Djdock.volumes=./missing:/data");

            assertThat(build.output()).contains("/missing").doesNotContain("list: ");
            assertThat(build.status()).isNotZero();
        }

        @Test
        void hasDirectoriesInMemory() throws Exception {
            assertSays(probe("write /scratch/a", "-Djdock.tmpfs=/scratch:size=1m,mode=755"), "write: /scratch/a");
        }

        @Test
        void canBeReadOnly() throws Exception {
            assertSays(probe("write made.txt", "-Djdock.readOnly"), "write: refused");
            assertSays(probe("write /tmp/made.txt", "-Djdock.readOnly"), "write: /tmp/made.txt");
        }

        @Test
        void hasAHostName() throws Exception {
            assertSays(probe("read /proc/sys/kernel/hostname", "-Djdock.hostname=shop"), "read: shop\n");
        }

        @Test
        void hasAUser() throws Exception {
            assertThat(probe("status", "-Djdock.user=1234:1234").output()).containsPattern("Uid:\\s+1234");
        }

        @Test
        void hasCapabilitiesAsAskedFor() throws Exception {
            assertThat(probe("status", "-Djdock.capDrop=ALL").output()).containsPattern("CapEff:\\s+0000000000000000");
            assertThat(probe("status", "-Djdock.capDrop=ALL", "-Djdock.capAdd=NET_RAW")
                            .output())
                    .containsPattern("CapEff:\\s+0000000000002000");
        }

        @Test
        void hasUlimits() throws Exception {
            // Asked of a shell: a JVM raises its own soft limit.
            assertThat(probe("'ulimit -Sn; ulimit -Hn'", "-Djdock.command=sh -c", "-Djdock.ulimits=nofile=100:200")
                            .output())
                    .contains("\n100\n200\n");
        }

        @Test
        void hasSysctls() throws Exception {
            assertSays(
                    probe("read /proc/sys/net/core/somaxconn", "-Djdock.sysctls.net.core.somaxconn=77"), "read: 77\n");
        }

        @Test
        void canHaveTheApplicationAsItsFirstProcess() throws Exception {
            assertThat(probe("status", "-Djdock.init=false").output()).containsPattern("Pid:\\s+1\n");
        }

        @Test
        void canDoWithoutASeccompProfile() throws Exception {
            assertThat(probe("status", "-Djdock.seccompProfile=unconfined").output())
                    .containsPattern("Seccomp:\\s+0\n");
        }

        @ParameterizedTest
        @CsvSource({"memory, memory, 512m, memory: 536870912", "cpus, processors, 1, processors: 1"})
        void hasLimitsWhereCgroupsAreTheCallers(String parameter, String arguments, String value, String answer)
                throws Exception {
            FinishedBuild build = probe(arguments, "-Djdock." + parameter + "=" + value);

            // A limit that cannot be enforced is an error and never passed over.
            assumeTrue(
                    caller == Caller.SELF || build.status() == 0,
                    "no cgroup is delegated to the user " + System.getenv("JDOCK_TEST_USER"));
            assertSays(build, answer);
        }
    }

    @Test
    void refusesParametersByName() throws Exception {
        FinishedBuild build = probe("memory", "-Djdock.memory=lots");

        assertThat(build.output()).contains("Parameter 'memory' (-Djdock.memory): 'lots' is no size");
        assertThat(build.status()).isNotZero();
    }

    @Test
    void refusesUnknownCapabilitiesByName() throws Exception {
        assertThat(probe("status", "-Djdock.capAdd=NET_FLY").output()).contains("there is no capability NET_FLY");
    }

    @Test
    void leavesTheHostsOtherFilesOut() throws Exception {
        Path home = Path.of(System.getProperty("user.home"));

        assertThat(probe("list /").output()).contains("list: ").doesNotContain("boot");
        assertThat(probe("list " + home.getParent()).output()).doesNotContain("jdock-test\n");
    }
}
