package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.host.CgroupHierarchy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Nothing outlives its owner: neither many containers leave anything, nor does an owner that is killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LeakTest {
    private static final int KINDS = 10;
    private static final int THREADS = 4;
    private static final int KILLED_OWNERS = 10;

    @AutoClose
    private static final Containers containers = new Containers();

    private static final boolean DELEGATED = delegated(containers.engine());

    @BeforeAll
    static void openWhatTheEngineKeeps() throws IOException {
        for (int number = 0; number < KINDS; number++) { // the latest few specifications stay prepared
            run(number);
        }
        Container talking = containers.start(talking(1));
        Containers.say(talking, "");
        Containers.finish(talking);
    }

    @Test
    void aThousandContainersLeaveNothing() throws Exception {
        Traces traces = Traces.before(containers);

        List<Integer> statuses = inThreads(1000, LeakTest::run);

        assertThat(statuses).hasSize(1000).allMatch(status -> status == 0 || status == 128 + 9);
        traces.assertNothingIsLeft();
    }

    private static boolean delegated(Jdock jdock) {
        return jdock.host().cgroups().all().stream().anyMatch(CgroupHierarchy::delegated);
    }

    private static int run(int number) throws IOException {
        Container container = containers.start(kind(number));
        if (number % KINDS == 3) {
            container.destroyForcibly();
        }
        return Containers.await(container);
    }

    /** Streams of every kind, and now and then a control group, which takes longer than the rest. */
    private static ContainerSpec.Builder kind(int number) {
        ContainerSpec.Builder spec = ContainerSpec.builder("true");
        return switch (number % KINDS) {
            case 0 -> spec.controlGroup(DELEGATED);
            case 1 -> spec.streams(new Streams.Terminal(24, 80));
            case 2 -> spec.streams(new Streams.Discard());
            case 3 -> ContainerSpec.builder("sleep", "1000");
            default -> spec;
        };
    }

    @Test
    void aHundredContainersRunAtOnce() throws Exception {
        Traces traces = Traces.before(containers);

        List<Container> running = inThreads(100, number -> containers.start(talking(number)));
        assertThat(running).hasSize(100).allMatch(Container::isAlive);
        for (int i = 0; i < running.size(); i++) {
            Containers.say(running.get(i), "number " + i);
        }

        for (int i = 0; i < running.size(); i++) {
            assertThat(Containers.finish(running.get(i)).text()).isEqualTo("number " + i);
        }
        traces.assertNothingIsLeft();
    }

    private static ContainerSpec.Builder talking(int number) {
        return shell("read -r words; echo $words").controlGroup(DELEGATED && number % 10 == 0);
    }

    private interface Task<T> {
        T of(int number) throws Exception;
    }

    private static <T> List<T> inThreads(int count, Task<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<T>> tasks = IntStream.range(0, count)
                    .mapToObj(number -> (Callable<T>) () -> task.of(number))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    // ---- owners that are killed

    /** The moment is a random one while containers are made, run and end; the seed is told. */
    @Test
    void whatAKilledOwnerLeavesIsAtMostAnEmptyCgroupAndTheNextStartTakesItAway(@TempDir Path temporary)
            throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < KILLED_OWNERS; i++) {
            prefixes.add(killedOwner(temporary, random));
        }

        for (String prefix : prefixes) {
            assertThat(eventuallyNone(() -> processes(prefix)))
                    .as("processes, seed " + seed)
                    .isEmpty();
        }
        try (Stream<Path> files = Files.walk(temporary)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("jdock")))
                    .as("temporary files, seed " + seed)
                    .isEmpty();
        }
        for (Path cgroup : cgroups(prefixes)) {
            makeOld(cgroup);
        }
        try (Containers next = new Containers()) {
            next.run(shell("").controlGroup(DELEGATED)).text();
        }
        assertThat(cgroups(prefixes)).as("cgroups, seed " + seed).isEmpty();
    }

    /** What its ids begin with. */
    private static String killedOwner(Path temporary, Random random) throws IOException {
        Process owner =
                OtherJvm.start(List.of("/usr/bin/env", "JDK_JAVA_OPTIONS=-Djava.io.tmpdir=" + temporary), Owner.class);
        String prefix = Containers.line(owner);
        LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(300)));
        owner.destroyForcibly();
        Containers.await(owner);
        assertThat(prefix).hasSize(8);
        return prefix;
    }

    @Test
    void onlyOldEmptyCgroupsAreTakenAway() throws IOException {
        CgroupHierarchy hierarchy = containers.engine().host().cgroups().all().stream()
                .filter(CgroupHierarchy::delegated)
                .findFirst()
                .orElseThrow(() -> new TestAbortedException("no cgroup is delegated to this user"));
        Path base = hierarchy.base().orElseThrow();
        Path old = Files.createDirectory(base.resolve("jdock-0123456789ab"));
        Path withChild = Files.createDirectories(base.resolve("jdock-0123456789ac"));
        Files.createDirectory(withChild.resolve("child"));
        Path young = Files.createDirectory(base.resolve("jdock-0123456789ad"));
        Path named = Files.createDirectory(base.resolve("jdock-somebody"));
        try (Containers next = new Containers()) {
            for (Path cgroup : List.of(old, withChild, named)) {
                makeOld(cgroup);
            }

            next.run(shell("").controlGroup(true)).text();

            assertThat(old).doesNotExist();
            assertThat(withChild).doesNotExist();
            assertThat(young).exists();
            assertThat(named).exists();
        } finally {
            for (Path left : List.of(old, withChild.resolve("child"), withChild, young, named)) {
                Files.deleteIfExists(left);
            }
        }
    }

    private static void makeOld(Path cgroup) throws IOException {
        Files.setLastModifiedTime(cgroup, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
    }

    private static List<Path> cgroups(List<String> prefixes) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String prefix : prefixes) {
            found.addAll(Traces.cgroups(containers.engine(), prefix));
        }
        return found;
    }

    /** What still is there when the machine had time to take it away. */
    private static List<String> eventuallyNone(Callable<List<String>> found) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        List<String> left = found.call();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            left = found.call();
        }
        return left;
    }

    /** Monitors have the container's id as an argument, and applications are given it by {@link Owner}. */
    private static List<String> processes(String prefix) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String command = commandLine(process);
                if (command.contains(prefix)) {
                    found.add(process + " " + command.replace('\0', ' '));
                }
            }
        }
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    /** A program that starts and ends containers until it is killed. */
    static final class Owner {
        private static final int RUNNING = 5;

        private Owner() {}

        public static void main(String[] arguments) {
            Jdock jdock = Jdock.open();
            String prefix = Traces.prefix(jdock);
            System.out.println(prefix);
            for (int i = 0; i < THREADS; i++) {
                boolean grouped = i % 2 == 0 && delegated(jdock);
                new Thread(() -> startAndEnd(jdock, prefix, grouped)).start();
            }
        }

        private static void startAndEnd(Jdock jdock, String prefix, boolean grouped) {
            Deque<Container> running = new ArrayDeque<>();
            try {
                while (true) {
                    running.add(jdock.start(
                            shell("sleep 1000; :", prefix).controlGroup(grouped).build()));
                    if (running.size() > RUNNING) {
                        running.remove().destroyForcibly();
                    }
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
