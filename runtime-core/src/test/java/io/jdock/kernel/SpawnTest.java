package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Spawn.Executable;
import io.jdock.kernel.Spawn.Inheritance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest {

    @Test
    void aChildExitsWithItsStatus() throws IOException {
        assertThat(shell("exit 3").start().waitFor()).isEqualTo(new ExitStatus(false, 3));
    }

    @Test
    void aChildMayBeKilledByASignal() throws IOException {
        ExitStatus status = shell("kill -SEGV $$").start().waitFor();

        assertThat(status).isEqualTo(new ExitStatus(true, 11)).hasToString("killed by SIGSEGV");
        assertThat(status.shellStatus()).isEqualTo(139);
    }

    @Test
    void argumentsAndEnvironmentArriveUnchanged() throws IOException {
        List<String> arguments = List.of("sh", "-c", "printf '<%s>' \"$@\"; env", "sh", "", "a b", "ü世🐳", "'\"\\$");
        try (Pipe pipe = Pipe.open()) {
            Spawn spawn = new Spawn(
                    new Executable.File("/bin/sh"),
                    arguments,
                    List.of("A=1", "B=", "PATH=/usr/bin:/bin"),
                    List.of(new Inheritance(pipe.writer(), 1)));

            assertThat(output(spawn, pipe)).startsWith("<><a b><ü世🐳><'\"\\$>").contains("A=1\n", "B=\n");
        }
    }

    @Test
    void aChildThatIsStartedAloneHasNoOtherDescriptors() throws IOException {
        try (Descriptor open = Descriptor.open("/dev/null", OpenFlag.O_WRONLY)) {
            Kernel.call(Syscall.FCNTL, "descriptor", open.number(), 2, 0); // F_SETFD, without FD_CLOEXEC
            Spawn spawn = shell("test ! -e /proc/self/fd/" + open.number());

            assertThat(spawn.start().waitFor()).isEqualTo(new ExitStatus(false, 1));
            assertThat(spawn.startAlone().waitFor()).isEqualTo(new ExitStatus(false, 0));
        }
    }

    @Test
    void aMissingExecutableIsAnErrorAndLeavesNoChild() throws IOException {
        int before = OpenDescriptors.count();
        assertThatThrownBy(() ->
                        new Spawn(new Executable.File("/nothing/here"), List.of("x"), List.of(), List.of()).start())
                .isInstanceOf(KernelException.class)
                .hasMessage("posix_spawn /nothing/here: ENOENT (No such file or directory)");
        OpenDescriptors.awaitAtMost(before);
    }

    @Test
    void mistakesAreRefused() throws IOException {
        try (Pipe pipe = Pipe.open()) {
            assertThatThrownBy(() -> new Spawn(new Executable.File("/bin/true"), List.of(), List.of(), List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Spawn(
                            new Executable.File("/bin/true"),
                            List.of("true"),
                            List.of(),
                            List.of(new Inheritance(pipe.reader(), 5), new Inheritance(pipe.writer(), 5))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("number 5");
            assertThatThrownBy(() -> shell("exit 0 \0").start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("zero byte");
        }
    }

    @Test
    void aChildHasTheGivenDescriptorsAndNoOtherOfOurs() throws IOException {
        try (Pipe output = Pipe.open();
                Pipe given = Pipe.open();
                Pipe kept = Pipe.open()) {
            String script = "readlink /proc/$$/fd/[0-9]* | grep -Fx -e \"$0\" -e \"$1\" -e \"$2\" | sort";
            Spawn spawn = new Spawn(
                    new Executable.File("/bin/sh"),
                    List.of("sh", "-c", script, name(output), name(given), name(kept)),
                    List.of("PATH=/usr/bin:/bin"),
                    List.of(new Inheritance(output.writer(), 1), new Inheritance(given.reader(), 9)));

            assertThat(output(spawn, output).lines()).containsOnly(name(given), name(output));
        }
    }

    private static String name(Pipe pipe) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + pipe.reader().number()))
                .toString();
    }

    /** Any assignment of own numbers to own numbers: swaps, cycles, fixed points. */
    @Property(tries = 50)
    void descriptorsMayTakeEachOthersNumbers(
            @ForAll @Size(min = 1, max = 6) @UniqueElements List<@IntRange(min = 0, max = 9) Integer> targets)
            throws IOException {
        List<Pipe> pipes = new ArrayList<>();
        try (Pipe output = Pipe.open()) {
            for (int i = 0; i < 10; i++) {
                pipes.add(Pipe.open());
            }
            List<Inheritance> descriptors = new ArrayList<>();
            StringBuilder script = new StringBuilder();
            for (int i = 0; i < targets.size(); i++) {
                // numbers that are likely held by others of the same list
                int target = pipes.get(targets.get(i)).writer().number();
                descriptors.add(new Inheritance(pipes.get(i).writer(), target));
                script.append("echo ")
                        .append(i)
                        .append(" > /proc/self/fd/")
                        .append(target)
                        .append("; ");
            }
            Spawn spawn = new Spawn(
                    new Executable.File("/bin/sh"), List.of("sh", "-c", script.toString()), List.of(), descriptors);
            assertThat(spawn.start().waitFor()).isEqualTo(new ExitStatus(false, 0));
            for (int i = 0; i < targets.size(); i++) {
                assertThat(pipes.get(i).reader().inputStream().read()).isEqualTo('0' + i);
            }
        } finally {
            pipes.forEach(Pipe::close);
        }
    }

    @Test
    void theExecutableMayHaveANumberThatADescriptorIsToGet() throws IOException {
        try (Pipe pipe = Pipe.open();
                Descriptor echo = Descriptor.open("/bin/echo", OpenFlag.O_RDONLY)) {
            Spawn spawn = new Spawn(
                    new Executable.Open(echo),
                    List.of("echo", "ran"),
                    List.of(),
                    List.of(new Inheritance(pipe.reader(), echo.number()), new Inheritance(pipe.writer(), 1)));

            assertThat(output(spawn, pipe)).isEqualTo("ran\n");
        }
    }

    @Test
    void aChildStartsWithNoSignalBlockedOrIgnored() throws IOException {
        try (Pipe pipe = Pipe.open()) {
            Spawn spawn = new Spawn(
                    new Executable.File("/bin/cat"),
                    List.of("cat", "/proc/self/status"),
                    List.of(),
                    List.of(new Inheritance(pipe.writer(), 1)));

            assertThat(output(spawn, pipe).lines())
                    .contains("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "SigCgt:\t0000000000000000");
        }
    }

    @Test
    void aRunningChildIsSignalledThroughItsDescriptor() throws IOException {
        try (Child child = shell("exec sleep 1000").start()) {
            assertThat(child.poll()).isEmpty();
            assertThat(child.waitFor(Duration.ofMillis(1))).isEmpty();
            assertThat(child.signal(Signal.SIGTERM)).isTrue();
            assertThat(child.waitFor()).isEqualTo(new ExitStatus(true, 15));
            assertThat(child.signal(Signal.SIGTERM)).isFalse();
            assertThat(child.poll()).contains(new ExitStatus(true, 15));
            assertThat(child.waitFor(Duration.ZERO)).contains(new ExitStatus(true, 15));
        }
    }

    @Test
    void severalThreadsWaitForOneChild() throws Exception {
        try (Child child = shell("exec sleep 1000").start()) {
            List<CompletableFuture<ExitStatus>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> waitFor(child), Executors.newSingleThreadExecutor()));
            }
            child.signal(Signal.SIGKILL);
            for (CompletableFuture<ExitStatus> one : waiting) {
                assertThat(one.get()).isEqualTo(new ExitStatus(true, 9));
            }
        }
    }

    @Test
    void aProcessDescriptorStaysWithItsProcess() throws IOException {
        try (Child child = shell("exit 0").start();
                Descriptor second = ProcessDescriptor.open(child.pid())) {
            child.waitFor();

            assertThat(ProcessDescriptor.signal(second, 0)).isFalse();
            assertThatThrownBy(() -> ProcessDescriptor.open(child.pid()))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("ESRCH");
        }
    }

    @Test
    void anExecutableMayBeInMemoryAndIsSealed() throws IOException {
        try (Pipe pipe = Pipe.open();
                Descriptor echo = ExecutableFile.inMemory("echo", Files.readAllBytes(Path.of("/bin/echo")))) {
            Spawn spawn = new Spawn(
                    new Executable.Open(echo),
                    List.of("echo", "from memory"),
                    List.of(),
                    List.of(new Inheritance(pipe.writer(), 1)));

            assertThat(output(spawn, pipe)).isEqualTo("from memory\n");
            assertThatThrownBy(() -> echo.write(new byte[1]))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("EPERM");
        }
    }

    @Test
    void anExecutableMayBeAFileWithoutAName(@TempDir Path directory) throws IOException {
        try (Pipe pipe = Pipe.open();
                Descriptor echo = inDirectory(directory, Files.readAllBytes(Path.of("/bin/echo")))) {
            Spawn spawn = new Spawn(
                    new Executable.Open(echo),
                    List.of("echo", "from a file"),
                    List.of(),
                    List.of(new Inheritance(pipe.writer(), 1)));

            assertThat(output(spawn, pipe)).isEqualTo("from a file\n");
            assertThat(directory).isEmptyDirectory();
        }
    }

    /** The sysctl belongs to the pid namespace (since Linux 6.6), so a JVM in a new one can be without such memory. */
    @Test
    void whereExecutablesInMemoryAreForbiddenAFileTakesTheirPlace(@TempDir Path directory) throws Exception {
        inDirectory(directory, new byte[1]).close();
        String script = "echo 2 2> /dev/null > /proc/sys/vm/memfd_noexec || exit 77; exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc"));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        command.addAll(List.of("sh", "-c", script, "sh", java, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(WithoutMemory.class.getName(), directory.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assumeTrue(status != 77 && !output.startsWith("unshare:"), "the sysctl vm.memfd_noexec cannot be set here");

        assertThat(output).isEqualTo("memfd_create echo: EACCES (Permission denied)\nfrom a file\n");
        assertThat(status).isZero();
    }

    /** Runs echo from wherever it may be. */
    static final class WithoutMemory {
        private WithoutMemory() {}

        public static void main(String[] arguments) throws IOException {
            byte[] program = Files.readAllBytes(Path.of("/bin/echo"));
            try {
                ExecutableFile.inMemory("echo", program).close();
            } catch (KernelException e) {
                System.out.println(e.getMessage());
            }
            try (Descriptor echo = ExecutableFile.create("echo", program, arguments[0]);
                    Child child = new Spawn(
                                    new Executable.Open(echo), List.of("echo", "from a file"), List.of(), List.of())
                            .start()) {
                System.exit(child.waitFor().shellStatus());
            }
        }
    }

    private static Descriptor inDirectory(Path directory, byte[] content) throws IOException {
        try {
            return ExecutableFile.inDirectory(directory.toString(), content);
        } catch (KernelException e) {
            assumeTrue(!e.is(Errno.ENOTSUP), () -> "files without a name are not supported by " + directory);
            throw e;
        }
    }

    /** While one thread writes an executable, children of others hold it open between fork and exec. */
    @Test
    void executablesWrittenByManyThreadsAreExecuted(@TempDir Path directory) throws Exception {
        byte[] program = Files.readAllBytes(Path.of("/bin/true"));
        inDirectory(directory, program).close();
        int before = OpenDescriptors.count();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> {
                for (int j = 0; j < 25; j++) {
                    try (Descriptor file = inDirectory(directory, program);
                            Child child = run(file)) {
                        assertThat(child.waitFor()).isEqualTo(new ExitStatus(false, 0));
                    }
                }
                return null;
            }));
        }
        for (Future<Void> one : all) {
            one.get();
        }
        threads.shutdown();
        OpenDescriptors.awaitAtMost(before);
    }

    @Test
    void aThousandChildrenLeaveNothing() throws IOException {
        byte[] program = Files.readAllBytes(Path.of("/bin/true"));
        int before = OpenDescriptors.count();
        for (int i = 0; i < 1000; i++) {
            try (Pipe pipe = Pipe.open();
                    Descriptor file = ExecutableFile.inMemory("true", program);
                    Child child = run(file)) {
                assertThat(child.waitFor().shellStatus()).isZero();
            }
        }
        OpenDescriptors.awaitAtMost(before);
    }

    private static Child run(Descriptor file) throws KernelException {
        return new Spawn(new Executable.Open(file), List.of("true"), List.of(), List.of()).start();
    }

    private static Spawn shell(String script) {
        return new Spawn(
                new Executable.File("/bin/sh"),
                List.of("sh", "-c", script),
                List.of("PATH=/usr/bin:/bin"),
                Collections.emptyList());
    }

    private static String output(Spawn spawn, Pipe pipe) throws IOException {
        try (Child child = spawn.start()) {
            pipe.writer().close();
            String output = new String(pipe.reader().inputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).isEqualTo(new ExitStatus(false, 0));
            return output;
        }
    }

    private static ExitStatus waitFor(Child child) {
        try {
            return child.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
