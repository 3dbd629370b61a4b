package io.jdock.examples.hello;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints what a process sees and may do where it runs: in a container with {@code mvn jdock:run}, on the bare machine with
 * {@code java -cp target/classes io.jdock.examples.hello.Hello}. The difference is what the container does.
 */
public final class Hello {
    public static void main(String[] arguments) throws IOException {
        System.out.println();
        System.out.println("Hello from " + (arguments.length == 0 ? "inside" : String.join(" ", arguments)) + "!");
        see();
        System.out.println();
        System.out.println("May it ...");
        Attempts.all().forEach(attempt -> line(attempt.what(), attempt.outcome()));
        System.out.println();
    }

    private static void see() throws IOException {
        line("process", "pid " + ProcessHandle.current().pid() + ", sees " + processes() + " processes");
        line("user", status("Uid") + " " + System.getProperty("user.name") + ", " + mappedTo());
        line("host name", read("/proc/sys/kernel/hostname"));
        line("directory", System.getProperty("user.dir"));
        line("mounts", mounts());
        line("network", interfaces());
        line("memory", memory());
        line("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        line("capabilities", capabilities(status("CapEff")));
        line(
                "privileges",
                status("NoNewPrivs").equals("1") ? "can never grow" : "can grow through set-user-id programs");
        line("system calls", status("Seccomp").equals("0") ? "all" : "filtered");
        line("java", Runtime.version() + " in " + System.getProperty("java.home"));
    }

    private static long processes() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .count();
        }
    }

    private static String mappedTo() throws IOException {
        String[] firstRange = read("/proc/self/uid_map").strip().split("\\s+", -1);
        return firstRange[0].equals(firstRange[1])
                ? "the same outside"
                : "id " + firstRange[0] + " here is " + firstRange[1] + " outside";
    }

    private static String mounts() throws IOException {
        List<String[]> mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(mount -> mount.split(" ", -1))
                .toList();
        String root = mounts.stream()
                .filter(mount -> mount[1].equals("/"))
                .reduce((below, above) -> above)
                .map(mount -> mount[2])
                .orElse("unknown");
        Predicate<String[]> readOnly = mount -> List.of(mount[3].split(",", -1)).contains("ro");
        return mounts.size() + ", " + mounts.stream().filter(readOnly).count() + " of them read-only, root is " + root;
    }

    private static String interfaces() throws IOException {
        return NetworkInterface.networkInterfaces()
                .map(each -> each.getName()
                        + each.inetAddresses()
                                .filter(Inet4Address.class::isInstance)
                                .map(address -> " " + address.getHostAddress())
                                .collect(Collectors.joining()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String memory() {
        long total = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        return mebibytes(total) + ", of which the heap may take "
                + mebibytes(Runtime.getRuntime().maxMemory());
    }

    private static String mebibytes(long bytes) {
        return bytes / (1024 * 1024) + " MiB";
    }

    private static String capabilities(String effectiveHex) {
        int count = Long.bitCount(Long.parseUnsignedLong(effectiveHex, 16));
        return count == 0 ? "none" : count + " (0x" + effectiveHex.replaceFirst("^0+", "") + ")";
    }

    /** The first value of a field of /proc/self/status; "?" on a kernel that lacks it. */
    private static String status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.split("\\s+", -1)[1])
                .findFirst()
                .orElse("?");
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file)).strip();
    }

    private static void line(String name, String value) {
        System.out.printf("  %-28s %s%n", name, value);
    }
}
