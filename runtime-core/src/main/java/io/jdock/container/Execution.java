package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.oci.EnvironmentVariables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that somebody has executed, as procfs shows it: what the application in its place is to get.
 *
 * @param arguments all but its own name
 * @param parent handle of the process that executed it, unless that is this JVM; to be closed
 */
record Execution(
        List<String> arguments, Map<String, String> environment, Path workingDirectory, Optional<Descriptor> parent)
        implements AutoCloseable {

    private static final int PARENT = 1; // field of ProcessIdentity.fields

    /**
     * Reads it.
     *
     * @param pid of the process that is at the other end of a connection: as long as that is not closed, the number is no
     *     other's
     * @throws IOException if it has ended
     */
    static Execution of(int pid) throws IOException {
        Path process = Path.of("/proc/" + pid);
        List<String> words = words(process.resolve("cmdline"));
        return new Execution(
                words.subList(Math.min(1, words.size()), words.size()),
                EnvironmentVariables.byName(words(process.resolve("environ"))),
                Files.readSymbolicLink(process.resolve("cwd")),
                parent(pid));
    }

    /** Each ends with a zero byte (proc_pid_cmdline(5), proc_pid_environ(5)). */
    private static List<String> words(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', start)) {
            words.add(text.substring(start, end));
            start = end + 1;
        }
        return words;
    }

    /** This JVM needs no watching; neither does a process of another PID namespace, which cannot be seen (getppid(2)). */
    private static Optional<Descriptor> parent(int pid) throws IOException {
        int parent = parentOf(pid);
        if (parent == 0 || parent == ProcessHandle.current().pid()) {
            return Optional.empty();
        }
        Optional<Descriptor> handle = ProcessIdentity.of(parent).open();
        if (handle.isEmpty() || parentOf(pid) != parent) {
            handle.ifPresent(Descriptor::close);
            throw ContainerException.of("start a container for process " + pid, "the one that executed it has ended");
        }
        return handle;
    }

    private static int parentOf(int pid) throws ContainerException {
        return ProcessIdentity.fields(pid)
                .map(fields -> Integer.parseInt(fields[PARENT]))
                .orElseThrow(() -> ContainerException.of("start a container for process " + pid, "it has ended"));
    }

    @Override
    public void close() {
        parent.ifPresent(Descriptor::close);
    }
}
