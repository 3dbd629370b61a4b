package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.ProcessDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that other commands find again: its number alone may be another process's by then.
 *
 * @param pid on this host
 * @param startTime in clock ticks since boot, as /proc/pid/stat tells it
 */
record ProcessIdentity(int pid, long startTime) {
    private static final int STATE = 0; // fields of proc(5) after the command's name, which ends with the last ')'
    private static final int START_TIME = 19;

    /**
     * The process that has this number now.
     *
     * @throws ContainerException if there is none
     */
    static ProcessIdentity of(int pid) throws IOException {
        String[] fields = fields(pid).orElseThrow(() -> ContainerException.of("find process " + pid, "it has ended"));
        return new ProcessIdentity(pid, Long.parseLong(fields[START_TIME]));
    }

    /** Read as of any other process: to ask {@link ProcessHandle} for the number takes a cold JVM milliseconds. */
    static ProcessIdentity ofThisJvm() throws IOException {
        String stat = stat("self");
        return new ProcessIdentity(
                Integer.parseInt(stat.substring(0, stat.indexOf(' '))), Long.parseLong(fields(stat)[START_TIME]));
    }

    /** The number that a process has in its own PID namespace. */
    static long innermostPid(int pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("NSpid:")) // proc_pid_status(5): the innermost comes last
                    .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow(() -> ContainerException.of("find process " + pid, "it has ended"));
        }
    }

    /** Whether it still runs; one that has ended and is not waited for yet does not. */
    boolean isAlive() {
        return fields(pid)
                .filter(fields -> Long.parseLong(fields[START_TIME]) == startTime)
                .filter(ProcessIdentity::runs)
                .isPresent();
    }

    /** Whether the process of some {@link #fields} has not ended; one that is not waited for yet has. */
    static boolean runs(String[] fields) {
        return !fields[STATE].equals("Z") && !fields[STATE].equals("X");
    }

    /** A handle that stays with the process; empty if it has ended. */
    Optional<Descriptor> open() throws KernelException {
        Descriptor handle;
        try {
            handle = ProcessDescriptor.open(pid);
        } catch (KernelException e) {
            if (e.is(Errno.ESRCH)) {
                return Optional.empty();
            }
            throw e;
        }
        if (isAlive()) { // looked at after the handle was taken, so the handle is that process's
            return Optional.of(handle);
        }
        handle.close();
        return Optional.empty();
    }

    /** What /proc/pid/stat tells after the command's name; empty if there is no such process. */
    static Optional<String[]> fields(long pid) {
        try {
            return Optional.of(fields(stat(Long.toString(pid))));
        } catch (IOException e) {
            return Optional.empty(); // ENOENT, or ESRCH if it ends in between
        }
    }

    private static String stat(String process) throws IOException {
        return Files.readString(Path.of("/proc", process, "stat"), StandardCharsets.ISO_8859_1);
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }
}
