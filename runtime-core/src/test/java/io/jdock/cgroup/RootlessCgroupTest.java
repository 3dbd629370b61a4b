package io.jdock.cgroup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.CgroupHierarchy;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same as {@link CgroupKernelTest}, by a user without rights to whom root delegated a cgroup in each hierarchy. */
class RootlessCgroupTest {
    private static final int UID = 1000;

    private final List<Path> delegated = new ArrayList<>();
    private Path directory = Path.of("/");

    @TestFactory
    List<DynamicTest> anOrdinaryUserWithDelegatedCgroups() throws Exception {
        HostFacts facts = HostProbe.probe();
        assumeTrue(facts.caller().isRoot(), "delegating needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv of util-linux is not installed");
        directory = Files.createTempDirectory(
                "jdock-test", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        PortableClassPath.copyTo(directory);
        StringBuilder script = new StringBuilder();
        for (CgroupHierarchy hierarchy : facts.cgroups().all()) {
            assumeTrue(hierarchy.delegated(), "not all hierarchies can be changed here");
            script.append("echo 0 > ").append(delegate(hierarchy)).append("/cgroup.procs && ");
        }
        script.append("exec setpriv --reuid " + UID + " --regid " + UID + " --clear-groups ")
                .append(Path.of(System.getProperty("java.home"), "bin", "java"))
                .append(" -Xmx128m -Djava.io.tmpdir=")
                .append(directory)
                .append(" -cp 'classes:lib/*' ")
                .append(PlainRunner.class.getName() + " " + CgroupKernelTest.class.getName());
        return PlainRunner.tests(output(script.toString()));
    }

    private String output(String script) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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

    @AfterEach
    void removesWhatItMade() throws IOException {
        for (Path cgroup : delegated) {
            Files.delete(cgroup);
        }
        if (!directory.equals(Path.of("/"))) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
