package io.jdock.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A program that some containers need, looked for on the search path and in the system's directories.
 *
 * @param name such as {@code newuidmap}
 * @param path where it is; empty if it is not installed
 * @param privileged whether it runs with more rights than its caller: set-user-id root or with file capabilities; only
 *     looked at where the program needs them, since the first look loads JNA
 */
public record HelperTool(String name, Optional<Path> path, boolean privileged) {
    public boolean installed() {
        return path.isPresent();
    }
}
