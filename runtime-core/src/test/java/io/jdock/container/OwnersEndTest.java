package io.jdock.container;

import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.host.CgroupHierarchy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a JVM ends that has no time to tidy up, its containers end with it: processes, ports, mounts, cgroups and files. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OwnersEndTest {
    private static final int INSIDE = 8080;

    @AutoClose
    private static final Containers containers = new Containers();

    /** For temporary files of the owner's, and all else that it keeps for its user. */
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
        return OtherJvm.start(
                List.of(
                        "/usr/bin/env",
                        "XDG_DATA_HOME=" + temporary,
                        "XDG_RUNTIME_DIR=" + temporary,
                        "JDK_JAVA_OPTIONS=" + all.strip()),
                Owner.class);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> !file.equals(temporary))
                    .map(file -> file.getFileName().toString().replaceFirst("^error-.*", "report of the crash"))
                    .toList();
        }
    }

    private static Set<String> mounts() throws IOException {
        return new TreeSet<>(Files.readAllLines(Path.of("/proc/self/mountinfo")));
    }

    /** What came into being and does not vanish; others make mounts and remove them, too. */
    private static Set<String> mountsThatStay(Set<String> before) throws IOException {
        Set<String> left = mounts();
        left.removeAll(before);
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            left.retainAll(mounts());
        }
        return left;
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeft(End end) throws Exception {
        Set<String> mounts = mounts();
        Process owner = start(end.options);
        List<ProcessHandle> all;
        int port;
        String prefix;
        try {
            port = Integer.parseInt(line(owner));
            prefix = line(owner);
            if (containers.engine().host().cgroups().all().stream().anyMatch(CgroupHierarchy::delegated)) {
                assertThat(Traces.cgroups(containers.engine(), prefix)).isNotEmpty();
            }
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
        assertThat(mountsThatStay(mounts)).as("mounts").isEmpty();
        assertThat(Traces.cgroups(containers.engine(), prefix)).as("cgroups").isEmpty();
        assertThat(files())
                .as("files")
                .isEqualTo(end == End.CRASHED_OUT_OF_MEMORY ? List.of("report of the crash") : List.of());
    }

    /** The application reads what its owner writes: nobody has to end it, and somebody has to notice that it has lost its owner. */
    @Test
    void nothingIsLeftOfAContainerThatEndsBeforeItsMonitorNotices() throws Exception {
        Process owner = start("");
        Optional<ProcessHandle> monitor = Optional.empty();
        try {
            line(owner);
            String prefix = line(owner);
            monitor = owner.children()
                    .filter(child -> commandLine(child).contains(prefix))
                    .findFirst();
            List<ProcessHandle> container = monitor.orElseThrow().children().toList();
            signal("STOP", monitor);

            owner.destroyForcibly().waitFor();
            awaitEnd(container);
            signal("CONT", monitor);

            monitor.get().onExit().join();
            assertThat(Traces.cgroups(containers.engine(), prefix)).isEmpty();
        } finally {
            owner.destroyForcibly();
            signal("CONT", monitor);
        }
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private static void signal(String name, Optional<ProcessHandle> process) throws Exception {
        if (process.isPresent()) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.get().pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    /** Their parent has not asked for their status: they are zombies then (proc_pid_stat(5)). */
    private static void awaitEnd(List<ProcessHandle> processes) throws IOException {
        for (ProcessHandle process : processes) {
            Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
            while (!Files.readString(status).contains("State:\tZ")) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /** Two builds at once that call everything alike: each has its own, and neither ends with the other. */
    @Test
    void twoWithTheSameNamesDoNotMeet() throws Exception {
        Process first = start("");
        Process second = start("");
        try {
            assertThat(line(first)).as("ports").isNotEqualTo(line(second));
            assertThat(line(first)).as("ids").isNotEqualTo(line(second));
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

    /** Starts a container with a port, a name, a network, a mount and a cgroup, and does what it is told. */
    static final class Owner {
        public static void main(String... arguments) throws IOException {
            Jdock jdock = Jdock.open();
            Container database =
                    jdock.start(shell("while read -r line; do getent ahostsv4 database | grep -c STREAM; done")
                            .network("shop", "database")
                            .publish(INSIDE)
                            .tmpfs(Tmpfs.at(Path.of("/run")))
                            .controlGroup(jdock.host().cgroups().all().stream().anyMatch(CgroupHierarchy::delegated))
                            .build());
            System.out.println(database.hostPort(INSIDE));
            System.out.println(Traces.prefix(jdock));
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
