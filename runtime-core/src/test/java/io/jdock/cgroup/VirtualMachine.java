package io.jdock.cgroup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Another kernel, run by QEMU without hardware help: its root directory is an initial RAM disk with BusyBox, this JVM's
 * Java in {@code /jdk} and this JVM's test classes in {@code /test}.
 */
public final class VirtualMachine {
    private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static final List<String> UNUSED_PARTS_OF_JAVA =
            List.of("ct.sym", "src.zip", "libawt", "libjsvml", "libfont", "libmlib", "libsplash", "libatk");
    private static final long MINUTES = 10;

    /** Begins what a script writes. */
    private static final String SCRIPT = "@SCRIPT ";

    private static final String MOUNTS = """
            mount -t proc none /proc
            mount -t sysfs none /sys
            mount -t devtmpfs none /dev
            mount -t tmpfs none /tmp
            mount -t cgroup2 none /sys/fs/cgroup
            cd /test
            """;

    private final Path kernel;
    private final Path directory;
    private final Path root;

    private VirtualMachine(Path kernel, Path directory) {
        this.kernel = kernel;
        this.directory = directory;
        this.root = directory.resolve("root");
    }

    /**
     * The tests that scripts run by {@link PlainRunner} on such a machine, one after the other; one that is skipped, where none
     * can be had.
     *
     * @param directory for the RAM disk, which takes 200 MB
     * @param scripts by what is to be said of their tests, in the order to run them
     */
    public static List<DynamicTest> tests(Path directory, SortedMap<String, String> scripts) throws Exception {
        return PlainRunner.orSkipped(() -> {
            VirtualMachine machine = in(directory);
            machine.prepare(MOUNTS
                    + scripts.entrySet().stream()
                            .map(script -> "echo '" + SCRIPT + script.getKey() + "'\n(" + script.getValue() + ")\n")
                            .collect(Collectors.joining())
                    + "reboot -f\n");
            String console = machine.boot();
            List<DynamicTest> tests = new ArrayList<>();
            for (String name : scripts.keySet()) {
                tests.addAll(PlainRunner.tests(name + ": ", ofScript(name, console)));
            }
            return tests;
        });
    }

    /** What a script has written. */
    private static String ofScript(String name, String console) {
        int begin = console.indexOf(SCRIPT + name);
        int end = console.indexOf(SCRIPT, begin + 1);
        return begin < 0 ? console : console.substring(begin, end < 0 ? console.length() : end);
    }

    /**
     * A script that runs the tests of some classes as root. Interpreted: QEMU 7.2 without hardware help now and then runs
     * stale code where a compiler has just written some, and the JVM dies of it.
     */
    public static String run(Class<?>... tests) {
        return "/jdk/bin/java -Xint -XX:+UseSerialGC -Xmx256m -cp 'classes:lib/*' " + PlainRunner.class.getName() + " "
                + Stream.of(tests).map(Class::getName).collect(Collectors.joining(" "));
    }

    /**
     * A script that runs the tests of some classes as a user, to whom a part of the cgroup hierarchy is delegated as
     * systemd does it: the user owns the directories, and in them only the files that cgroups(7) lists.
     */
    public static String runWithDelegatedCgroup(Class<?>... tests) {
        return """
                cd /sys/fs/cgroup
                echo '+memory +cpu +pids +cpuset +io +hugetlb' > cgroup.subtree_control
                mkdir user user/shell
                for cgroup in user user/shell; do
                    chown 1000 $cgroup $cgroup/cgroup.procs $cgroup/cgroup.subtree_control $cgroup/cgroup.threads
                done
                cd /test
                (echo 0 > /sys/fs/cgroup/user/shell/cgroup.procs && exec su ada -c "%s")
                """.formatted(run(tests));
    }

    /** Prepares a machine, or says what is missing. */
    static VirtualMachine in(Path directory) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the other kernel is one for x86-64");
        assumeTrue(Files.isExecutable(QEMU), "qemu-system-x86 is not installed");
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        String kernel = System.getProperty("jdock.test.kernel", "");
        assumeTrue(!kernel.isEmpty(), "no kernel: -Djdock.test.kernel=<vmlinuz of Debian's linux-image-cloud-amd64>");
        assumeTrue(Files.isReadable(Path.of(kernel)), kernel + " cannot be read");
        return new VirtualMachine(Path.of(kernel), directory);
    }

    /** Its root directory, before it boots. */
    Path root() {
        return root;
    }

    /** Makes the root directory, with a shell script that process 1 begins with. */
    void prepare(String script) throws IOException, InterruptedException {
        for (String name : List.of("bin", "sbin", "usr", "etc")) {
            Files.createDirectories(root.resolve(name));
        }
        copyBusyBox();
        copyJava();
        PortableClassPath.copyTo(root.resolve("test"));
        writeInit(script);
    }

    /**
     * Runs it until it powers off.
     *
     * @return what was written to the console
     */
    String boot() throws IOException, InterruptedException {
        Path disk = directory.resolve("initrd");
        command("cd '" + root + "' && find . | busybox cpio -o -H newc > '" + disk + "'");
        return boot(disk);
    }

    private void copyBusyBox() throws IOException, InterruptedException {
        Files.copy(BUSYBOX, root.resolve("bin/busybox"));
        for (String name : command("busybox --list").lines().toList()) {
            Path link = root.resolve("bin").resolve(name);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of("busybox"));
            }
        }
    }

    private void copyJava() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("java.home"));
        for (String name : List.of("lib", "conf")) {
            copyTree(home.resolve(name), root.resolve("jdk").resolve(name));
        }
        Files.createDirectories(root.resolve("jdk/bin"));
        Files.copy(home.resolve("bin/java"), root.resolve("jdk/bin/java"));
        copyLibraries(
                List.of("bin/java", "lib/server/libjvm.so", "lib/libnio.so", "lib/libnet.so").stream()
                        .map(home::resolve)
                        .toList(),
                library -> !library.startsWith(home));
    }

    /** Copies programs of this machine with the libraries that they need, each to its own path. */
    void copyPrograms(List<Path> programs) throws IOException, InterruptedException {
        for (Path program : programs) {
            copy(program);
        }
        copyLibraries(programs, library -> true);
    }

    private void copyLibraries(List<Path> programs, Predicate<Path> wanted) throws IOException, InterruptedException {
        String dependencies = command(
                programs.stream().map(program -> "'" + program + "'").collect(Collectors.joining(" ", "ldd ", "")));
        for (Path library : libraries(dependencies)) {
            if (wanted.test(library)) {
                copy(library);
            }
        }
    }

    /** Copies a file of this machine to the same path, if it is not there. */
    void copy(Path file) throws IOException {
        Path target = root.resolve(Path.of("/").relativize(file));
        if (!Files.exists(target)) {
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    private static Iterable<Path> libraries(String dependencies) {
        TreeSet<Path> libraries = new TreeSet<>();
        Matcher matcher = LIBRARY.matcher(dependencies);
        while (matcher.find()) {
            libraries.add(Path.of(matcher.group(1)).normalize());
        }
        return libraries;
    }

    static void copyTree(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry)) {
                    copyTree(entry, to.resolve(name));
                } else if (Files.isReadable(entry)
                        && UNUSED_PARTS_OF_JAVA.stream().noneMatch(name::startsWith)) {
                    Files.copy(entry, to.resolve(name));
                }
            }
        }
    }

    private void writeInit(String script) throws IOException {
        Files.writeString(root.resolve("etc/passwd"), """
                root:x:0:0::/:/bin/sh
                messagebus:x:100:100::/:/bin/false
                ada:x:1000:1000::/tmp:/bin/sh
                """);
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nmessagebus:x:100:\nada:x:1000:\n");
        // pivot_root(2) does not take the initial RAM disk's root for one, so everything moves to a file system of its
        // own.
        writeScript("init", """
                mkdir /new
                mount -t tmpfs -o mode=755 none /new
                mkdir /new/proc /new/sys /new/dev
                mkdir -m 1777 /new/tmp
                cp -a bin etc jdk lib* sbin test usr start /new
                exec switch_root /new /start
                """);
        writeScript("start", script);
    }

    void writeScript(String name, String commands) throws IOException {
        Path file = root.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + commands);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** With {@code -no-reboot}, a reboot of the machine ends QEMU; so does a panic, after {@code panic=-1}. */
    private String boot(Path disk) throws IOException, InterruptedException {
        File console = directory.resolve("console").toFile();
        List<String> command = new ArrayList<>(List.of(QEMU.toString()));
        command.addAll(List.of("-M", "pc", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "2048"));
        command.addAll(List.of("-nographic", "-no-reboot", "-nic", "none"));
        command.addAll(List.of("-kernel", kernel.toString(), "-initrd", disk.toString()));
        // no_timer_check: on a busy machine, QEMU's clock may not tick while the kernel looks whether it does.
        // quiet is for systemd; loglevel: of the kernel's words, only those of a panic may come between others.
        command.addAll(List.of("-append", "console=ttyS0 quiet loglevel=2 panic=-1 psi=1 no_timer_check rdinit=/init"));
        Process machine = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(console)
                .redirectErrorStream(true)
                .start();
        try {
            machine.waitFor(MINUTES, TimeUnit.MINUTES);
        } finally {
            machine.destroyForcibly().waitFor();
        }
        return Files.readString(console.toPath(), StandardCharsets.UTF_8);
    }

    private static String command(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(script + " failed: " + output);
        }
        return output;
    }
}
