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
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Another kernel, run by QEMU without hardware help: its root directory is an initial RAM disk with BusyBox, this JVM's
 * Java in {@code /jdk} and this JVM's test classes in {@code /test}.
 */
final class VirtualMachine {
    private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static final List<String> UNUSED_PARTS_OF_JAVA =
            List.of("ct.sym", "src.zip", "libawt", "libjsvml", "libfont", "libmlib", "libsplash", "libatk");
    private static final long MINUTES = 10;

    private final Path kernel;
    private final Path directory;
    private final Path root;

    private VirtualMachine(Path kernel, Path directory) {
        this.kernel = kernel;
        this.directory = directory;
        this.root = directory.resolve("root");
    }

    /**
     * Prepares a machine, or says what is missing.
     *
     * @param directory for the RAM disk, which takes 200 MB
     */
    static VirtualMachine in(Path directory) throws IOException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the other kernel is one for x86-64");
        assumeTrue(Files.isExecutable(QEMU), "qemu-system-x86 is not installed");
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        String kernel = System.getProperty("jdock.test.kernel", "");
        assumeTrue(!kernel.isEmpty(), "no kernel: -Djdock.test.kernel=<vmlinuz of Debian's linux-image-cloud-amd64>");
        assumeTrue(Files.isReadable(Path.of(kernel)), kernel + " cannot be read");
        return new VirtualMachine(Path.of(kernel), directory);
    }

    /**
     * Boots, runs a shell script as process 1, and powers off.
     *
     * @return what was written to the console
     */
    String run(String script) throws IOException, InterruptedException {
        for (String name : List.of("bin", "proc", "sys", "dev", "tmp", "etc")) {
            Files.createDirectories(root.resolve(name));
        }
        copyBusyBox();
        copyJava();
        PortableClassPath.copyTo(root.resolve("test"));
        writeInit(script);
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
        String dependencies = command("ldd '" + home + "/bin/java' '" + home + "'/lib/server/libjvm.so '" + home
                + "'/lib/libnio.so '" + home + "'/lib/libnet.so");
        for (String library : libraries(dependencies)) {
            if (!library.startsWith(home.toString())) {
                Path target = root.resolve(library.substring(1));
                Files.createDirectories(target.getParent());
                Files.copy(Path.of(library), target);
            }
        }
    }

    private static Iterable<String> libraries(String dependencies) {
        TreeSet<String> libraries = new TreeSet<>();
        Matcher matcher = LIBRARY.matcher(dependencies);
        while (matcher.find()) {
            libraries.add(Path.of(matcher.group(1)).normalize().toString());
        }
        return libraries;
    }

    private static void copyTree(Path from, Path to) throws IOException {
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
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\nada:x:1000:1000::/tmp:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nada:x:1000:\n");
        Path init = root.resolve("init");
        Files.writeString(init, """
                #!/bin/sh
                mount -t proc none /proc
                mount -t sysfs none /sys
                mount -t devtmpfs none /dev
                mount -t tmpfs none /tmp
                cd /test
                """ + script + "\nreboot -f\n");
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** With {@code -no-reboot}, a reboot of the machine ends QEMU; so does a panic, after {@code panic=-1}. */
    private String boot(Path disk) throws IOException, InterruptedException {
        File console = directory.resolve("console").toFile();
        List<String> command = new ArrayList<>(List.of(QEMU.toString()));
        command.addAll(List.of("-M", "pc", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1536"));
        command.addAll(List.of("-nographic", "-no-reboot", "-nic", "none"));
        command.addAll(List.of("-kernel", kernel.toString(), "-initrd", disk.toString()));
        command.addAll(List.of("-append", "console=ttyS0 quiet panic=-1 psi=1 rdinit=/init"));
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
