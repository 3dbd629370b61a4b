package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.Doctor;
import io.jdock.host.Finding;
import io.jdock.host.HostProbe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container started by the root of a user namespace with one id, as continuous integration has it. */
class NestedTest {
    /** What runs there. */
    static final class Inner {
        public static void main(String[] arguments) throws Exception {
            try (Jdock jdock = Jdock.open()) {
                ContainerSpec spec = ContainerSpec.builder("/bin/sh", "-c", "id -u; echo $$; touch /tmp/mine")
                        .environment("PATH", "/usr/bin:/bin")
                        .streams(new Streams.Inherit())
                        .build();
                System.exit(jdock.start(spec).waitFor());
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

    /** A container of jdock is as closed as one of Docker by default. */
    @Test
    void theDoctorInsideNamesWhatTheOuterContainerHasToBeStartedWith() throws Exception {
        ContainerSpec.Builder spec =
                ContainerSpec.builder(OtherJvm.command(Patient.class).toArray(String[]::new));
        OtherJvm.environment().forEach(spec::environment);
        Stream.of(OtherJvm.environment().get("CLASSPATH").split(":", -1))
                .filter(element -> !element.isEmpty() && !element.startsWith("/usr/"))
                .map(Path::of)
                .filter(Files::exists)
                .distinct()
                .forEach(element -> spec.volume(Volume.readOnly(element)));
        try (Containers containers = new Containers()) {
            Containers.Result result = containers.run(spec);

            assertThat(result.status()).as(result.err()).isZero();
            assertThat(result.text())
                    .contains("user namespaces: start the outer container with --security-opt seccomp=unconfined")
                    .contains("proc: start the outer container with Podman's --security-opt unmask=ALL");
        }
    }
}
