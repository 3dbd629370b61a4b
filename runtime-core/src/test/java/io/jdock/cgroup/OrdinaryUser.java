package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.CgroupHierarchy;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** A user without rights, as whom root runs tests in a JVM of their own. Leaves nothing when closed. */
public final class OrdinaryUser implements AutoCloseable {
    private static final int UID = 1000;
    /** The last processes may just be ending. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HostFacts facts = HostProbe.probe();
    private final List<Path> delegated = new ArrayList<>();
    private final Path directory;

    /** Skips the test unless it is run by root. */
    public OrdinaryUser() throws IOException {
        assumeTrue(facts.caller().isRoot(), "becoming another user needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv of util-linux is not installed");
        directory = Files.createTempDirectory("jdock-test");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        PortableClassPath.copyTo(directory);
    }

    /** Runs the tests of a class with a cgroup in each hierarchy that root delegated to the user. */
    public List<DynamicTest> runWithDelegatedCgroups(Class<?> tests) throws IOException {
        StringBuilder script = new StringBuilder();
        for (CgroupHierarchy hierarchy : facts.cgroups().all()) {
            assumeTrue(hierarchy.delegated(), "not all hierarchies can be changed here");
            script.append("echo 0 > ").append(delegate(hierarchy)).append("/cgroup.procs && ");
        }
        return run(script.toString(), tests);
    }

    /** Runs the tests of a class. */
    public List<DynamicTest> run(Class<?> tests) throws IOException {
        return run("", tests);
    }

    private List<DynamicTest> run(String preparation, Class<?> tests) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String script = preparation + "exec setpriv --reuid " + UID + " --regid " + UID + " --clear-groups " + java
                + " -Xmx128m -Djava.io.tmpdir=" + directory + " -cp 'classes:lib/*' " + PlainRunner.class.getName()
                + " "
                + tests.getName();
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        return PlainRunner.tests(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** A part of the tree for the user, with a cgroup for its shell, so that there is one free of processes. */
    private Path delegate(CgroupHierarchy hierarchy) throws IOException {
        Path top = hierarchy
                .base()
                .orElseThrow()
                .resolve("jdock-test-user-" + ProcessHandle.current().pid());
        Path shell = top.resolve("shell");
        for (Path cgroup : List.of(top, shell)) {
            Files.createDirectory(cgroup);
            delegated.add(0, cgroup);
            inheritCpuset(cgroup);
        }
        for (Path cgroup : List.of(top, shell)) {
            give(cgroup);
        }
        return shell;
    }

    private static void inheritCpuset(Path cgroup) throws IOException {
        for (String name : List.of("cpuset.cpus", "cpuset.mems")) {
            Path file = cgroup.resolve(name);
            if (Files.exists(file) && Files.readString(file).isBlank()) {
                Files.writeString(
                        file, Files.readString(cgroup.resolveSibling(name)).strip());
            }
        }
    }

    private static void give(Path cgroup) throws IOException {
        Files.setAttribute(cgroup, "unix:uid", UID);
        try (Stream<Path> files = Files.list(cgroup)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setAttribute(file, "unix:uid", UID);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Path cgroup : delegated) {
            Access.await(
                    PATIENCE, () -> !cgroup.toFile().exists() || cgroup.toFile().delete());
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(delegated).as("cgroups in which a process was left").noneMatch(Files::exists);
    }
}
