package probe;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

/** Does what its first argument says, and tells in one line what came of it. */
public final class Probe {
    public static void main(String[] arguments) throws Exception {
        System.out.println(arguments[0] + ": " + carryOut(arguments[0], arguments));
    }

    private static Object carryOut(String action, String[] arguments) throws Exception {
        return switch (action) {
            case "arguments" -> String.join("|", arguments);
            case "environment" -> System.getenv();
            case "exit" -> exit(Integer.parseInt(arguments[1]));
            case "input" -> new Scanner(System.in).nextLine();
            case "list" -> String.join(" ", Path.of(arguments[1]).toFile().list());
            case "memory" -> memory();
            case "processors" -> Runtime.getRuntime().availableProcessors();
            case "property" -> System.getProperty(arguments[1]);
            case "read" -> read(arguments[1]);
            case "status" -> read("/proc/self/status");
            case "wait" -> waitForTheEnd();
            case "write" -> write(Path.of(arguments[1]));
            default -> throw new IllegalArgumentException(action);
        };
    }

    private static Object exit(int status) {
        System.exit(status);
        return status;
    }

    /** In one piece: settings of the kernel have no second one, so {@code Files.readString} gets their first byte only. */
    private static String read(String file) throws IOException {
        try (FileInputStream input = new FileInputStream(file)) {
            return new String(input.readAllBytes()).strip();
        }
    }

    private static long memory() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    private static Object write(Path file) {
        try {
            return Files.writeString(file, "written inside").toAbsolutePath();
        } catch (IOException e) {
            return "refused, " + e;
        }
    }

    /** Until a signal comes, of which the hook then tells. */
    private static Object waitForTheEnd() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ended in an orderly way")));
        System.out.println("waiting");
        Thread.sleep(Long.MAX_VALUE);
        return null;
    }
}
