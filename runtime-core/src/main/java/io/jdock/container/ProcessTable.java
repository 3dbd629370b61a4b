package io.jdock.container;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes of this host, as procfs shows them to this user. Fields are those of proc_pid_stat(5) and proc_pid_status(5). */
final class ProcessTable {
    /** User-space's clock ticks, which are 100 a second on all that Linux runs on today: time(7). */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final Path PROC = Path.of("/proc");

    private static final int UTIME = 11; // of ProcessIdentity.fields
    private static final int CSTIME = 14;

    private ProcessTable() {}

    /**
     * Those in the same PID namespace, however they came there. A process that this user may not look into is left out.
     *
     * @param pid of one of them
     */
    static List<Long> sharingPidNamespace(long pid) throws IOException {
        Optional<Path> namespace = pidNamespace(Long.toString(pid));
        if (namespace.isEmpty()) {
            return List.of();
        }
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                String other = process.getFileName().toString();
                if (pidNamespace(other).equals(namespace)) {
                    pids.add(Long.parseLong(other));
                }
            }
        }
        return pids;
    }

    private static Optional<Path> pidNamespace(String pid) {
        try {
            return Optional.of(Files.readSymbolicLink(PROC.resolve(pid).resolve("ns/pid")));
        } catch (IOException e) {
            return Optional.empty(); // it has ended, or is somebody else's
        }
    }

    /** Those of some processes that still run, in the order of their numbers. */
    static List<ContainerTask> tasks(List<Long> pids) {
        return pids.stream().sorted().flatMap(pid -> task(pid).stream()).toList();
    }

    private static Optional<ContainerTask> task(long pid) {
        Path process = PROC.resolve(Long.toString(pid));
        try {
            Optional<String[]> fields = ProcessIdentity.fields(pid);
            if (fields.isEmpty() || !ProcessIdentity.runs(fields.get())) {
                return Optional.empty();
            }
            Map<String, String> status = status(process);
            String[] inner = status.getOrDefault("NSpid", Long.toString(pid)).split("\\s+", -1);
            return Optional.of(new ContainerTask(
                    pid,
                    Long.parseLong(inner[inner.length - 1]),
                    Long.parseLong(status.get("Uid").split("\\s+", -1)[1]), // the effective one
                    cpu(fields.get()),
                    kibibytes(status, "RssAnon") + kibibytes(status, "RssShmem"),
                    Integer.parseInt(status.get("Threads")),
                    command(process, status.get("Name"))));
        } catch (IOException e) {
            return Optional.empty(); // it has just ended
        }
    }

    private static Map<String, String> status(Path process) throws IOException {
        Map<String, String> fields = new HashMap<>();
        read(process.resolve("status")).lines().forEach(line -> {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
        return fields;
    }

    /** Names and arguments need not be text of any charset: what is not is replaced. */
    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), Charset.defaultCharset());
    }

    private static Duration cpu(String[] fields) {
        long ticks = 0;
        for (int field = UTIME; field <= CSTIME; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }

    private static long kibibytes(Map<String, String> status, String field) {
        String text = status.get(field); // missing where the process has no memory of its own
        return text == null ? 0 : Long.parseLong(text.substring(0, text.indexOf(' '))) << 10;
    }

    private static List<String> command(Path process, String name) throws IOException {
        String line = read(process.resolve("cmdline"));
        return line.isEmpty()
                ? List.of("[" + name + "]")
                : List.of(line.replaceFirst("\0$", "").split("\0", -1));
    }
}
