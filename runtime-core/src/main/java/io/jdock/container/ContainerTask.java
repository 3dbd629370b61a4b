package io.jdock.container;

import java.time.Duration;
import java.util.List;

/**
 * A process of a container, as it was when it was looked at.
 *
 * @param pid on this host
 * @param innerPid in the container's own PID namespace, or the same where it has none
 * @param uid of the user on this host as whom it runs
 * @param cpu processor time that it has used, together with those of its children that have ended
 * @param memory bytes that it has in memory and that no file holds: its own, and what it shares with others of its kind
 * @param threads at least 1
 * @param command program and arguments as the process tells them; for a thread of the kernel's, or one that has ended, its name
 *     in brackets
 */
public record ContainerTask(
        long pid, long innerPid, long uid, Duration cpu, long memory, int threads, List<String> command) {
    public ContainerTask {
        command = List.copyOf(command);
    }
}
