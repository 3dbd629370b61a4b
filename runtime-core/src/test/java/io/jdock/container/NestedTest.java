package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.Doctor;
import io.jdock.host.Finding;
import io.jdock.host.HostProbe;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers in what continuous integration has: the root of a user namespace with one id, and containers of other engines. */
class NestedTest {
    private static final List<String> REMEDIES = List.of(
            "user namespaces: start the outer container with --security-opt seccomp=unconfined",
            "proc: start the outer container with Podman's --security-opt unmask=ALL");

    /** What runs there: a container, and one that asks for a host name, if there is one among the arguments. */
    static final class Inner {
        public static void main(String[] arguments) throws Exception {
            try (Jdock jdock = Jdock.open()) {
                ContainerSpec.Builder spec = ContainerSpec.builder("/bin/sh", "-c", "id -u; echo $$; touch /tmp/mine")
                        .environment("PATH", "/usr/bin:/bin")
                        .streams(new Streams.Inherit());
                int status = jdock.start(spec.build()).waitFor();
                for (String name : arguments) {
                    status += jdock.start(spec.hostname(name).build()).waitFor();
                }
                System.exit(status);
            } catch (ContainerException e) {
                System.out.println(e.getMessage());
            }
        }

        private Inner() {}
    }

    /** Tells what stands in the way of containers. */
    static final class Patient {
        public static void main(String[] arguments) {
            Doctor.examine(HostProbe.probe()).stream()
                    .filter(finding -> finding.status() == Finding.Status.MISSING)
                    .forEach(finding -> System.out.println(finding.name() + ": " + finding.remedy()));
        }

        private Patient() {}
    }

    @BeforeEach
    void needsUserNamespaces() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "unshare(1) is not installed");
        assumeTrue(HostProbe.probe().canMakeUserNamespace(), "user namespaces are off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--user", "--user --mount", "--user --mount --pid --fork --mount-proc"})
    void startsWhatItWouldStartOutside(String namespaces) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--map-root-user"));
        command.addAll(List.of(namespaces.split(" ", -1)));

        Process process = OtherJvm.start(command, Inner.class);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.matches("[0-9]+")))
                .first()
                .isEqualTo("0");
    }

    /** Filters that engines give to their containers. */
    enum Filter {
        /** As closed as Docker's. */
        JDOCK {
            @Override
            SeccompChoice choice(Path directory) {
                return new SeccompChoice.Default();
            }
        },
        PODMAN {
            @Override
            SeccompChoice choice(Path directory) {
                assumeTrue(Files.isReadable(PODMANS), "Podman's filter is not installed");
                return new SeccompChoice.Profile(PODMANS);
            }
        },
        /** As far as namespaces go: without CAP_SYS_ADMIN, none can be made, and clone3, whose flags no filter sees, is not there. */
        DOCKER {
            @Override
            SeccompChoice choice(Path directory) throws IOException {
                return new SeccompChoice.Profile(
                        Files.writeString(directory.resolve("docker.json"), """
                        {
                          "defaultAction": "SCMP_ACT_ALLOW",
                          "syscalls": [
                            {
                              "names": ["unshare", "setns", "mount", "umount2", "move_mount", "open_tree", "fsopen", "sethostname"],
                              "action": "SCMP_ACT_ERRNO"
                            },
                            {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38},
                            {
                              "names": ["clone"],
                              "action": "SCMP_ACT_ERRNO",
                              "args": [{"index": 0, "value": %1$d, "valueTwo": %1$d, "op": "SCMP_CMP_MASKED_EQ"}]
                            }
                          ]
                        }
                        """.formatted(CLONE_NEWUSER)));
            }
        };

        private static final Path PODMANS = Path.of("/usr/share/containers/seccomp.json");
        private static final int CLONE_NEWUSER = 0x10000000;

        abstract SeccompChoice choice(Path directory) throws IOException;
    }

    @ParameterizedTest
    @CsvSource({
        "JDOCK, true, user namespaces|proc",
        "DOCKER, false, user namespaces",
        "PODMAN, true, proc",
    })
    void theDoctorInsideNamesWhatTheOuterContainerHasToBeStartedWith(
            Filter filter, boolean masked, String missing, @TempDir Path directory) throws Exception {
        try (Containers containers = new Containers()) {
            List<String> said = containers
                    .run(outer(containers.engine(), filter.choice(directory), masked, Patient.class))
                    .lines();

            assertThat(said)
                    .extracting(line -> line.substring(0, line.indexOf(':')))
                    .containsExactly(missing.split("\\|"));
            assertThat(said).allMatch(line -> REMEDIES.stream().anyMatch(line::startsWith));
        }
    }

    /** That of Debian's Podman lets pass all that a container needs, but no host name. */
    @Test
    void containersStartUnderTheFilterOfPodmanIfNothingIsHidden(@TempDir Path directory) throws Exception {
        try (Containers containers = new Containers()) {
            SeccompChoice filter = Filter.PODMAN.choice(directory);

            assertThat(containers.run(outer(containers.engine(), filter, false, Patient.class)))
                    .isEqualTo(new Containers.Result(0, "", ""));
            assertThat(containers
                            .run(outer(containers.engine(), filter, false, Inner.class, "inner"))
                            .lines())
                    .startsWith("0")
                    .satisfiesAnyOf(
                            lines -> assertThat(lines).filteredOn("0"::equals).hasSize(2),
                            lines -> assertThat(lines)
                                    .last()
                                    .asString()
                                    .startsWith("cannot set the host name to inner: EPERM")
                                    .contains("filter of an outer container refuses it: leave it out"));
        }
    }

    private static RuntimeSpec outer(
            Jdock engine, SeccompChoice filter, boolean masked, Class<?> main, String... arguments) {
        ContainerSpec.Builder spec = ContainerSpec.builder()
                .command(OtherJvm.command(main, arguments))
                .seccomp(filter);
        OtherJvm.environment().forEach(spec::environment);
        Stream.of(OtherJvm.environment().get("CLASSPATH").split(":", -1))
                .filter(element -> !element.isEmpty() && !element.startsWith("/usr/"))
                .map(Path::of)
                .filter(Files::exists)
                .distinct()
                .forEach(element -> spec.volume(Volume.readOnly(element)));
        RuntimeSpec configuration = engine.configuration(spec.build());
        return masked
                ? configuration
                : Configurations.withLinux(
                        configuration, linux -> linux.maskedPaths(List.of()).readonlyPaths(List.of()));
    }
}
