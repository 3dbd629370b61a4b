package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.host.CgroupHierarchy;
import io.jdock.kernel.OpenDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What containers of this JVM leave on the machine: nothing, once they have ended or could not be started. */
final class Traces {
    private static final long PATIENCE_SECONDS = 120;

    private final Jdock jdock;
    private final Set<String> before;

    private Traces(Jdock jdock) throws IOException {
        this.jdock = jdock;
        this.before = all();
    }

    /** Remembers what there is now. */
    static Traces before(Containers containers) throws IOException {
        return new Traces(containers.engine());
    }

    /** Fails if there is more than there was, and goes on being so: the JDK's own threads may just be ending. */
    void assertNothingIsLeft() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Set<String> left = left();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            left = left();
        }
        assertThat(left).as("what is left of containers").isEmpty(); // not looked at again: other tests make mounts
    }

    private Set<String> left() throws IOException {
        Set<String> left = all();
        left.removeAll(before);
        return left;
    }

    private Set<String> all() throws IOException {
        Set<String> all = new TreeSet<>();
        OpenDescriptors.list().forEach((number, target) -> all.add("descriptor " + number + " " + target));
        ProcessHandle.current().descendants().forEach(process -> all.add("process " + process.pid()));
        Files.readAllLines(Path.of("/proc/self/mountinfo")).forEach(mount -> all.add("mount " + mount));
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("jdock"))
                .forEach(thread -> all.add("thread " + thread.getName()));
        cgroups().forEach(cgroup -> all.add("cgroup " + cgroup));
        temporaryFiles().forEach(file -> all.add("file " + file));
        return all;
    }

    /** Those of this engine's containers: others may run at the same time. */
    private List<Path> cgroups() throws IOException {
        return cgroups(jdock, prefix(jdock));
    }

    /** What all ids of an engine begin with, and of no other one. */
    static String prefix(Jdock jdock) {
        String id = Objects.requireNonNull(
                jdock.configuration(ContainerSpec.builder("true").build()).hostname());
        return id.substring(0, 8);
    }

    /** Those of containers whose ids begin so. */
    static List<Path> cgroups(Jdock jdock, String prefix) throws IOException {
        Set<Path> parents = new HashSet<>();
        for (CgroupHierarchy hierarchy : jdock.host().cgroups().all()) {
            hierarchy.base().ifPresent(parents::add);
            hierarchy.ownDirectory().ifPresent(parents::add);
            parents.add(hierarchy.mountPoint());
        }
        List<Path> found = new ArrayList<>();
        for (Path parent : parents) {
            try (Stream<Path> children = Files.list(parent)) {
                children.filter(child -> child.getFileName().toString().contains(prefix))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(Traces::isOurs).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What the engine makes for a moment. */
    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.matches("jdock\\d+(\\.state)?");
    }
}
