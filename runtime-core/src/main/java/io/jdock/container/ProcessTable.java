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
import java.util.stream.Stream;

/** The processes of this host, as procfs shows them to this user. Fields are those of proc_pid_stat(5) and proc_pid_status(5). */
final class ProcessTable {
    /** User-space's clock ticks, which are 100 a second on all that Linux runs on today: time(7). */
    private static final long NANOS_PER_TICK = 10_000_000;

    // after the command's name, which ends with the last ')'
    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    private final Path proc;

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * Those in the same PID namespace, however they came there. A process that this user may not look into is left out.
     *
     * @param pid of one of them
     */
    List<Long> sharingPidNamespace(long pid) throws IOException {
        Optional<Path> namespace = pidNamespace(Long.toString(pid));
        if (namespace.isEmpty()) {
            return List.of();
        }
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : all) {
                String other = process.getFileName().toString();
                if (pidNamespace(other).equals(namespace)) {
                    pids.add(Long.parseLong(other));
                }
            }
        }
        return pids;
    }

    private Optional<Path> pidNamespace(String pid) {
        try {
            return Optional.of(Files.readSymbolicLink(proc.resolve(pid).resolve("ns/pid")));
        } catch (IOException e) {
            return Optional.empty(); // it has ended, or is somebody else's
        }
    }

    /** Those of some processes that still run, in the order of their numbers. */
    List<ContainerTask> tasks(List<Long> pids) {
        return pids.stream().sorted().flatMap(pid -> task(pid).stream()).toList();
    }

    private Optional<ContainerTask> task(long pid) {
        Path process = proc.resolve(Long.toString(pid));
        try {
            Map<String, String> status = status(process);
            if (status.getOrDefault("State", "").startsWith("Z")) {
                return Optional.empty();
            }
            String[] inner = status.getOrDefault("NSpid", Long.toString(pid)).split("\\s+", -1);
            return Optional.of(new ContainerTask(
                    pid,
                    Long.parseLong(inner[inner.length - 1]),
                    Long.parseLong(status.get("Uid").split("\\s+", -1)[1]), // the effective one
                    cpu(process),
                    kibibytes(status, "RssAnon") + kibibytes(status, "RssShmem"),
                    Integer.parseInt(status.get("Threads")),
                    command(process, status.get("Name"))));
        } catch (IOException e) {
            return Optional.empty(); // it has just ended
        }
    }

    private static Map<String, String> status(Path process) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line : Files.readAllLines(process.resolve("status"), Charset.defaultCharset())) {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static Duration cpu(Path process) throws IOException {
        String stat = new String(Files.readAllBytes(process.resolve("stat")), Charset.defaultCharset());
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
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
        String line = new String(Files.readAllBytes(process.resolve("cmdline")), Charset.defaultCharset());
        return line.isEmpty()
                ? List.of("[" + name + "]")
                : Stream.of(line.split("\0", -1))
                        .limit(line.chars().filter(c -> c == 0).count())
                        .toList();
    }
}
