package io.jdock.examples.hello;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** What a program that went wrong might try. Each is harmless, and undone, where it succeeds. */
final class Attempts {
    /**
     * @param what what was tried
     * @param outcome "no" with the system's reason, or "yes" with what it got
     */
    record Attempt(String what, String outcome) {}

    static List<Attempt> all() {
        return List.of(
                attempt("write to /usr", () -> write(Path.of("/usr"))),
                attempt("write to /etc", () -> write(Path.of("/etc"))),
                attempt("write to its own directory", () -> write(Path.of(""))),
                attempt("write to /tmp", () -> write(Path.of("/tmp"))),
                attempt("read the password hashes", () -> read(Path.of("/etc/shadow"))),
                attempt("read your ssh directory", () -> list(Path.of(System.getProperty("user.home"), ".ssh"))),
                attempt("see other processes", Attempts::otherProcesses),
                attempt("see disks", Attempts::disks),
                attempt("mount a file system", Attempts::mount),
                attempt("start a program", () -> run("uname", "-s")),
                attempt("reach a network", Attempts::network));
    }

    private static Attempt attempt(String what, Callable<String> action) {
        try {
            return new Attempt(what, "yes: " + action.call());
        } catch (AccessDeniedException e) {
            return new Attempt(what, "no: permission denied");
        } catch (NoSuchFileException e) {
            return new Attempt(what, "no: there is no " + e.getFile());
        } catch (FileSystemException e) {
            return new Attempt(what, "no: " + String.valueOf(e.getReason()).toLowerCase(Locale.ROOT));
        } catch (Exception e) {
            return new Attempt(what, "no: " + e.getMessage());
        }
    }

    private static String write(Path directory) throws IOException {
        Path file = Files.createTempFile(directory.toAbsolutePath(), "hello", ".txt");
        Files.delete(file);
        return "made and deleted a file";
    }

    private static String read(Path file) throws IOException {
        return Files.readAllLines(file).size() + " lines";
    }

    private static String list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count() + " files";
        }
    }

    private static String otherProcesses() throws IOException {
        long others = ProcessHandle.allProcesses()
                .filter(each ->
                        each.pid() != 1 && each.pid() != ProcessHandle.current().pid())
                .count();
        return refuseUnless(others > 0, others + " of them", "there are none but its own");
    }

    private static String disks() throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/dev"))) {
            List<String> disks = devices.map(device -> device.getFileName().toString())
                    .filter(name -> name.matches("(sd|vd|xvd|nvme|mmcblk|loop).*"))
                    .sorted()
                    .toList();
            return refuseUnless(!disks.isEmpty(), String.join(" ", disks), "/dev has none");
        }
    }

    private static String mount() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("hello");
        try {
            run("mount", "-t", "tmpfs", "hello", directory.toString());
            run("umount", directory.toString());
            return "mounted and unmounted a tmpfs";
        } finally {
            Files.delete(directory);
        }
    }

    private static String network() throws IOException {
        List<String> outward = NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .filter(name -> !name.equals("lo"))
                .toList();
        return refuseUnless(!outward.isEmpty(), "through " + String.join(", ", outward), "loopback is all there is");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        String firstLine = output.lines().findFirst().orElse("");
        return refuseUnless(process.waitFor() == 0, firstLine, firstLine);
    }

    private static String refuseUnless(boolean granted, String result, String reason) throws IOException {
        if (!granted) {
            throw new IOException(reason);
        }
        return result;
    }

    private Attempts() {}
}
