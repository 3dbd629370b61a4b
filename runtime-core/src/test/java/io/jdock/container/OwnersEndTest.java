package io.jdock.container;

import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a JVM ends that has no time to tidy up, its containers, their networks and their ports end with it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OwnersEndTest {
    private static final int INSIDE = 8080;

    @TempDir
    Path temporary;

    /** How, with the JVM's options for that and the exit status by which it can be told that it was so. */
    enum End {
        /** The kernel's own way when memory runs out, and everybody's else. */
        KILLED("", 128 + 9),
        /** A thread dies of it, and no other one is left. */
        OUT_OF_MEMORY("-Xmx24m", 1),
        EXITED_OUT_OF_MEMORY("-Xmx24m -XX:+ExitOnOutOfMemoryError", 3),
        CRASHED_OUT_OF_MEMORY("-Xmx24m -XX:+CrashOnOutOfMemoryError -XX:-CreateCoredumpOnCrash", 1);

        private final String options;
        private final int status;

        End(String options, int status) {
            this.options = options;
            this.status = status;
        }
    }

    private Process start(String options) throws IOException {
        String all = options + " -Djava.io.tmpdir=" + temporary + " -XX:ErrorFile=" + temporary.resolve("error-%p.log");
        return OtherJvm.start(List.of("/usr/bin/env", "JDK_JAVA_OPTIONS=" + all.strip()), Owner.class);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeft(End end) throws Exception {
        Process owner = start(end.options);
        List<ProcessHandle> all;
        int port;
        try {
            port = Integer.parseInt(line(owner));
            all = owner.descendants().toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(3); // monitor, first process, maker of sockets
            if (end == End.KILLED) {
                owner.destroyForcibly();
            } else {
                Containers.say(owner, "use all memory");
            }
            assertThat(owner.waitFor()).isEqualTo(end.status);
        } finally {
            owner.destroyForcibly();
        }

        all.forEach(process -> process.onExit().join());
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
        assertThat(temporary.toFile().list((directory, name) -> name.startsWith("jdock")))
                .isEmpty();
        assertThat(temporary.toFile().list((directory, name) -> name.startsWith("error")))
                .hasSize(end == End.CRASHED_OUT_OF_MEMORY ? 1 : 0);
    }

    /** Two builds at once that call everything alike: each has its own, and neither ends with the other. */
    @Test
    void twoWithTheSameNamesDoNotMeet() throws Exception {
        Process first = start("");
        Process second = start("");
        try {
            assertThat(line(first)).isNotEqualTo(line(second));
            List<ProcessHandle> ofFirst = first.descendants().toList();
            first.destroyForcibly();
            ofFirst.forEach(process -> process.onExit().join());

            Containers.say(second, "are you there?");

            assertThat(line(second)).isEqualTo("only database");
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    /** Starts a container with a port, a name and a network, and does what it is told. */
    static final class Owner {
        public static void main(String... arguments) throws IOException {
            Jdock jdock = Jdock.open();
            Container database =
                    jdock.start(shell("while read -r line; do getent ahostsv4 database | grep -c STREAM; done")
                            .network("shop", "database")
                            .publish(INSIDE)
                            .build());
            System.out.println(database.hostPort(INSIDE));
            if (System.in.read() == 'u') {
                useAllMemory();
            }
            Containers.say(database, "how many are called so?");
            System.out.println(line(database).equals("1") ? "only database" : "others");
            System.in.read();
        }

        private static void useAllMemory() {
            List<byte[]> all = new ArrayList<>();
            while (all.size() < Integer.MAX_VALUE) {
                all.add(new byte[1 << 20]);
            }
        }
    }
}
