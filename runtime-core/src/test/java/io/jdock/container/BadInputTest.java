package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jdock.container.RootFileSystem.Access;
import io.jdock.plan.PlanException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be had is refused with what is wrong and what to do about it, and leaves nothing on the machine. */
class BadInputTest {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    private Path temporary;

    private final List<DynamicTest> table = new ArrayList<>();
    private Rootfs rootfs;
    private Path file;

    @BeforeEach
    void makesARoot() throws IOException {
        rootfs = Rootfs.in(temporary);
        file = Files.writeString(temporary.resolve("file"), "a file");
    }

    /** One line of the table: the message has all the words. */
    private void refused(
            String what, Class<? extends Exception> type, Callable<ContainerSpec.Builder> spec, String... words) {
        table.add(DynamicTest.dynamicTest(what, () -> {
            containers.output("true"); // the engine's own thread and its last program stay
            Traces traces = Traces.before(containers);

            Throwable refusal = catchThrowable(() -> containers.start(spec.call()));

            assertThat(refusal).isInstanceOf(type).message().contains(words);
            traces.assertNothingIsLeft();
        }));
    }

    /** The same for what the container's first steps find, with the exit status of {@code docker run}. */
    private void fails(String what, int exitStatus, Callable<ContainerSpec.Builder> spec, String... words) {
        refused(what, ContainerException.class, spec, words);
        table.add(DynamicTest.dynamicTest(
                what + ": exit status",
                () -> assertThat(catchThrowable(() -> containers.start(spec.call())))
                        .isInstanceOfSatisfying(ContainerException.class, refusal -> {
                            assertThat(refusal.exitStatus()).isEqualTo(exitStatus);
                            assertThat(refusal.remedy()).isPresent();
                            assertThat(refusal.errno()).isPresent();
                            assertThat(refusal.step()).isPresent();
                        })));
    }

    private void fails(String what, Callable<ContainerSpec.Builder> spec, String... words) {
        fails(what, 125, spec, words);
    }

    private void illegal(String what, Callable<ContainerSpec.Builder> spec, String... words) {
        refused(what, IllegalArgumentException.class, spec, words);
    }

    @TestFactory
    Stream<DynamicTest> roots() throws IOException {
        Path missing = temporary.resolve("missing");
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        for (Access access : Access.values()) {
            illegal(
                    access + " root that is missing",
                    () -> shell("").root(new RootFileSystem.Directory(missing, access)),
                    "root: " + missing + " does not exist",
                    "give a directory");
            illegal(
                    access + " root that is a file",
                    () -> shell("").root(new RootFileSystem.Directory(file, access)),
                    "root: " + file + " is not a directory");
            fails(
                    access + " root without the command",
                    NOT_FOUND,
                    () -> ContainerSpec.builder("java")
                            .root(rootfs.directory("proc")
                                    .directory("sys")
                                    .directory("dev")
                                    .as(access)),
                    "cannot find the command java in the container",
                    "process.args[0]");
        }
        fails(
                "read-only root without the place of a mount",
                () -> shell("").root(new RootFileSystem.Directory(empty, Access.READ_ONLY)),
                "cannot mount proc on /proc",
                "EROFS",
                "make it there first");
        return table.stream();
    }

    @TestFactory
    Stream<DynamicTest> links() throws IOException {
        rootfs.link("dangling", "/nowhere/at/all").link("absolute", "/bin/echo").link("loop", "loop");
        links("dangling", "ENOENT", "a symbolic link that leads nowhere");
        links("dangling/below", "ENOENT", "a symbolic link that leads nowhere");
        links("absolute", "EINVAL", "source and target must both be directories, or both be files");
        links("absolute/below", "ENOTDIR", "must both be directories");
        links("loop", "ELOOP", "round in a circle");
        links("bin/busybox", "EINVAL", "source and target must both be directories, or both be files");
        return table.stream();
    }

    private void links(String target, String errno, String remedy) {
        fails(
                "volume on " + target,
                () -> shell("").root(rootfs.as(Access.WRITABLE)).volume(volume(temporary, "/" + target)),
                "cannot bind " + temporary + " on /" + target,
                errno,
                remedy);
    }

    private static Volume volume(Path source, String target) {
        return new Volume(source, Path.of(target), true);
    }

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        fails("missing", NOT_FOUND, () -> ContainerSpec.builder("/no/such"), "the command /no/such", "process.args[0]");
        fails("nowhere in PATH", NOT_FOUND, () -> ContainerSpec.builder("nosuch"), "the command nosuch");
        fails("below a file", NOT_FOUND, () -> ContainerSpec.builder("/etc/passwd/x"), "/etc/passwd/x", "ENOENT");
        fails("data", NOT_EXECUTABLE, () -> ContainerSpec.builder("/etc/passwd"), "EACCES", "it is not executable");
        fails("a directory", NOT_EXECUTABLE, () -> ContainerSpec.builder("/usr"), "EACCES", "it is not executable");
        byte[] foreign = Files.readAllBytes(rootfs.path().resolve("bin/busybox"));
        foreign[18] = (byte) 0xf3; // elf(5), e_machine: EM_RISCV
        fails(
                "for another architecture",
                NOT_EXECUTABLE,
                () -> program(foreign, "foreign"),
                "ENOEXEC",
                "made for another architecture");
        fails(
                "without #!",
                NOT_EXECUTABLE,
                () -> program("echo hello".getBytes(StandardCharsets.UTF_8), "script"),
                "ENOEXEC",
                "a script without #!");
        fails(
                "without interpreter",
                NOT_FOUND,
                () -> program("#!/no/such\n".getBytes(StandardCharsets.UTF_8), "script"),
                "ENOENT",
                "the interpreter that it names");
        illegal("none", ContainerSpec::builder, "command: a program is needed");
        illegal("with a zero byte", () -> ContainerSpec.builder("echo", "a\0b"), "command: ", "zero byte", "a\\0b");
        return table.stream();
    }

    private ContainerSpec.Builder program(byte[] content, String name) throws IOException {
        Path program = Files.write(temporary.resolve(name), content);
        assertThat(program.toFile().setExecutable(true, false)).isTrue();
        return ContainerSpec.builder(program.toString()).volume(Volume.readOnly(program));
    }

    @TestFactory
    Stream<DynamicTest> surroundings() {
        fails("missing", () -> shell("").workingDirectory(Path.of("/nowhere")), "/nowhere", "process.cwd");
        fails("a file", () -> shell("").workingDirectory(Path.of("/etc/passwd")), "process.cwd", "not a directory");
        illegal("relative", () -> shell("").workingDirectory(Path.of("here")), "workingDirectory must be an absolute");
        illegal("zero byte", () -> shell("").environment("A", "b\0"), "environment: ", "zero byte");
        illegal("name with =", () -> shell("").environment("A=B", "c"), "environment: ", "'A=B'");
        illegal("no name", () -> shell("").environment("", "c"), "environment: a variable has a name");
        fails("long name", () -> shell("").hostname("x".repeat(65)), "set the host name", "at most 64 bytes");
        return table.stream();
    }

    @TestFactory
    Stream<DynamicTest> volumes() throws IOException {
        Path here = temporary;
        illegal(
                "without source",
                () -> shell("").volume(volume(Path.of("/no/such"), "/data")),
                "volumes: the source /no/such does not exist on the host");
        illegal(
                "two on one target",
                () -> shell("").volume(volume(here, "/data")).volume(volume(file, "/else/../data")),
                "volumes: ",
                "is the target of two mounts: volume " + here + " and volume " + file);
        illegal(
                "volume and tmpfs on one target",
                () -> shell("").volume(volume(here, "/data")).tmpfs(Tmpfs.at(Path.of("/data"))),
                "is the target of two mounts: volume " + here + " and tmpfs");
        illegal("on the root", () -> shell("").volume(volume(here, "/")), "volumes: ", "give the root file system");
        illegal("tmpfs on the root", () -> shell("").tmpfs(Tmpfs.at(Path.of("/x/.."))), "the target of tmpfs is /");
        illegal("relative target", () -> shell("").volume(volume(here, "data")), "must be an absolute path: data");
        illegal(
                "tmpfs without room",
                () -> shell("").tmpfs(new Tmpfs(Path.of("/x"), OptionalLong.of(0), 0755)),
                "at least 1 byte");
        fails("file on directory", () -> shell("").volume(volume(file, "/usr/bin")), "/usr/bin", "both be files");
        fails("directory on file", () -> shell("").volume(volume(here, "/usr/bin/env")), "both be directories");
        fails(
                "new place in what is read-only",
                () -> shell("").volume(volume(here, "/usr/nothing")),
                "/usr/nothing",
                "EROFS",
                "lacks the place to mount on");
        return table.stream();
    }

    @TestFactory
    Stream<DynamicTest> rights() throws IOException {
        illegal("unknown capability", () -> shell("").addCapability("FLY"), "capabilitiesAdded: ", "FLY");
        illegal("unknown capability to drop", () -> shell("").dropCapability("FLY"), "capabilitiesDropped: ", "FLY");
        Path profile = Files.writeString(temporary.resolve("profile"), "{\"defaultAction\": \"SCMP_ACT_DANCE\"}");
        illegal(
                "unknown action",
                () -> shell("").seccomp(new SeccompChoice.Profile(profile)),
                "seccomp: " + profile,
                "defaultAction is \"SCMP_ACT_DANCE\", but must be one of \"SCMP_ACT_KILL\"",
                "line 1, column 19");
        illegal(
                "missing profile",
                () -> shell("").seccomp(new SeccompChoice.Profile(temporary.resolve("none"))),
                "seccomp: cannot read the profile " + temporary.resolve("none"));
        return table.stream();
    }

    @TestFactory
    Stream<DynamicTest> limits() {
        refused(
                "unknown",
                PlanException.class,
                () -> shell("").ulimit(new Ulimit("wings", 1, 1)),
                "process.rlimits: unknown limit RLIMIT_WINGS");
        illegal(
                "twice",
                () -> shell("").ulimit(new Ulimit("nofile", 1, 1)).ulimit(new Ulimit("RLIMIT_NOFILE", 1, 1)),
                "ulimits: RLIMIT_NOFILE is given twice");
        illegal(
                "soft above hard",
                () -> shell("").ulimit(new Ulimit("nofile", 10, 1)),
                "limit nofile: the soft limit 10");
        fails("too high", () -> shell("").ulimit(new Ulimit("nofile", 1L << 40, 1L << 40)), "RLIMIT_NOFILE", "EPERM");
        illegal("no memory", () -> shell("").limits(Limits.NONE.withMemory(0)), "memory must be at least 1: 0");
        illegal("no processes", () -> shell("").limits(Limits.NONE.withPids(0)), "pids must be at least 1: 0");
        refused(
                "less memory than a page, or no right to limit any",
                ContainerException.class,
                () -> shell("").limits(Limits.NONE.withMemory(1)),
                "linux.resources.memory");
        return table.stream();
    }

    @TestFactory
    Stream<DynamicTest> kernelParameters() {
        parameter("vm.swappiness", "1", PlanException.class, "belongs to no namespace");
        parameter("net/../vm/swappiness", "1", PlanException.class, "is no name of a parameter");
        parameter("net.//.vm.swappiness", "1", PlanException.class, "is no name of a parameter");
        parameter("net.ipv4.nothing", "1", ContainerException.class, "no parameter of that name");
        parameter("net.ipv4.ip_forward", "many", ContainerException.class, "takes no such value");
        return table.stream();
    }

    private void parameter(String name, String value, Class<? extends Exception> type, String remedy) {
        refused(name, type, () -> shell("").sysctl(name, value), name, "linux.sysctl", remedy);
    }

    @Test
    void aMachineWithoutUserNamespacesIsNamedAsTheReason() throws Exception {
        List<String> without = List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "sh",
                "-c",
                "echo 0 > /proc/sys/user/max_user_namespaces || exit 99; exec \"$@\"",
                "sh");
        Process process = OtherJvm.start(without, Refused.class);
        Containers.Result result = Containers.finish(process);
        boolean refused = result.err().startsWith("unshare: ") || result.status() == 99;
        assumeFalse(refused, "no user namespace to switch them off in");

        assertThat(result.out()).contains("user.max_user_namespaces", "nothing left");
        assertThat(result.status()).isZero();
    }

    /** Starts a container and prints why it cannot. */
    static final class Refused {
        private Refused() {}

        public static void main(String[] arguments) throws Exception {
            try (Containers containers = new Containers()) {
                // What is loaded once stays: libffi may keep JNA's code in a deleted file.
                String first = refusal(containers);
                Traces traces = Traces.before(containers);
                assertThat(refusal(containers)).isEqualTo(first);
                System.out.println(first);
                traces.assertNothingIsLeft();
                System.out.println("nothing left");
            }
        }

        private static String refusal(Containers containers) {
            return catchThrowable(() -> containers.start(ContainerSpec.builder("/bin/true")))
                    .getMessage();
        }
    }
}
