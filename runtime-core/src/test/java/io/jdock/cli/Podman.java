package io.jdock.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Podman with jdock as its runtime, and with all that it keeps in one directory. Closing it takes down whatever it has
 * made, the control groups that Podman leaves included.
 */
final class Podman implements AutoCloseable {
    private static final String PROGRAM = "/usr/bin/podman";
    private static final String IMAGE = "jdock-test";

    /** What a user may have who has no right to raise limits; Podman asks for more by itself. */
    private static final List<String> MODEST =
            List.of("--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024");

    private final Path directory;
    private final boolean root;
    private final Set<Path> cgroupsBefore;

    private Podman(Path directory) throws IOException {
        this.directory = directory;
        this.root = "root".equals(System.getProperty("user.name"));
        this.cgroupsBefore = cgroups();
    }

    /** What a command said. */
    record Result(int status, String out, String err) {
        Result succeeded() {
            if (status != 0) {
                throw new AssertionError("status " + status + ": " + err);
            }
            return this;
        }
    }

    /** One with an image of busybox. */
    static Podman withImage(Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of(PROGRAM)), "podman is not installed");
        Podman podman = new Podman(directory);
        assumeTrue(
                podman.isRoot() || Files.isExecutable(Path.of("/usr/bin/newuidmap")),
                "uidmap is not installed, which Podman needs without root");
        podman.configure();
        Path archive = directory.resolve("image.tar");
        Bundle bundle = Bundle.make(directory.resolve("bundle"), "true");
        podman.finish(List.of("tar", "-C", bundle.root().toString(), "-cf", archive.toString(), "."))
                .succeeded();
        podman.command("import", archive.toString(), IMAGE).succeeded();
        return podman;
    }

    boolean isRoot() {
        return root;
    }

    private void configure() throws IOException {
        for (String name : List.of("run", "tmp", "home")) {
            Files.createDirectory(
                    directory.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        // without these two, Podman writes to the journal, and keeps its locks in /dev/shm
        Files.writeString(
                directory.resolve("containers.conf"),
                "[containers]\nlog_driver = \"k8s-file\"\n[engine]\nlock_type = \"file\"\nevents_logger = \"file\"\n");
        String memory = directory.resolve("jdock").toString();
        new CommandLineOfJdock(Path.of(memory))
                .executable(directory.resolve("runtime"), root ? new String[] {"--root", memory} : new String[0]);
    }

    /** {@code podman run} of a command in a container of the image. */
    Result run(List<String> options, String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(MODEST);
        all.addAll(options);
        all.add(IMAGE);
        all.addAll(List.of(command));
        return command(all.toArray(String[]::new));
    }

    /**
     * {@code podman run} of an image's own program.
     *
     * @param global options that stand before the subcommand and win over the usual ones
     */
    Result runImage(String image, List<String> global, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(global);
        all.addAll(List.of("run", "--rm"));
        all.addAll(MODEST);
        all.addAll(List.of(options));
        all.add(image);
        return command(all.toArray(String[]::new));
    }

    Result command(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM,
                "--root",
                directory.resolve("storage").toString(),
                "--runroot",
                directory.resolve("runroot").toString(),
                "--tmpdir",
                directory.resolve("tmp").toString(),
                "--storage-driver",
                "vfs",
                "--cgroup-manager",
                "cgroupfs",
                "--runtime",
                directory.resolve("runtime").toString()));
        command.addAll(List.of(arguments));
        return finish(command);
    }

    private Result finish(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "podman", ".out");
        Path err = Files.createTempFile(directory, "podman", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("DBUS_SESSION_BUS_ADDRESS");
        environment.put("HOME", directory.resolve("home").toString());
        environment.put("XDG_RUNTIME_DIR", directory.resolve("run").toString());
        environment.put("CONTAINERS_CONF", directory.resolve("containers.conf").toString());
        Process process = builder.start();
        if (!process.waitFor(CommandLineOfJdock.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("hangs: " + command + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    // ---- the end

    @Override
    public void close() throws IOException, InterruptedException {
        command("rm", "--all", "--force", "--time", "0").succeeded();
        command("rmi", "--all", "--force").succeeded();
        if (!root) {
            // files of other ids, and the process that holds Podman's user namespace
            command("unshare", "rm", "-rf", directory.resolve("storage").toString())
                    .succeeded();
            command("system", "migrate").succeeded();
        }
        removeCgroups();
    }

    /** Podman leaves the parents of its containers' control groups, which its helper conmon is just about to leave too. */
    private void removeCgroups() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CommandLineOfJdock.PATIENCE_SECONDS);
        while (true) {
            Set<Path> left = cgroups();
            left.removeAll(cgroupsBefore);
            if (left.isEmpty()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("left: " + left);
            }
            for (Path cgroup : left.stream().sorted(Comparator.reverseOrder()).toList()) {
                if (!cgroup.toFile().delete()) {
                    Thread.sleep(10);
                }
            }
        }
    }

    private static Set<Path> cgroups() throws IOException {
        Set<Path> found = new HashSet<>();
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies.toList()) {
                Path parent = hierarchy.resolve("libpod_parent");
                if (Files.isDirectory(parent)) {
                    try (Stream<Path> all = Files.find(parent, 5, (path, attributes) -> attributes.isDirectory())) {
                        all.forEach(found::add);
                    }
                }
            }
        }
        return found;
    }
}
