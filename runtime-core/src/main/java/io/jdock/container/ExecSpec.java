package io.jdock.container;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A further process for a running container.
 *
 * @param command program and arguments, at least one
 * @param environment beyond the container's own; a value here wins
 * @param workingDirectory absolute; empty for the container's own
 * @param user empty for the container's own
 * @param dropCapabilities whether the process has no capability at all
 */
public record ExecSpec(
        List<String> command,
        Map<String, String> environment,
        Optional<Path> workingDirectory,
        Optional<UserChoice> user,
        boolean dropCapabilities,
        Streams streams) {
    public ExecSpec {
        command = List.copyOf(command);
        environment = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: a program is needed");
        }
    }

    /** A command with the container's environment, working directory, user and rights, over pipes. */
    public static ExecSpec of(String... command) {
        return new ExecSpec(List.of(command), Map.of(), Optional.empty(), Optional.empty(), false, new Streams.Pipes());
    }

    /** The same command with other streams. */
    public ExecSpec withStreams(Streams other) {
        return new ExecSpec(command, environment, workingDirectory, user, dropCapabilities, other);
    }
}
