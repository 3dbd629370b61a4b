package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostProbe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
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
}
