package io.jdock.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /**
     * Has newuidmap(1) or newgidmap(1), which this has to be and which has to be installed, give the user namespace of a process
     * its ids. They check that the ranges are granted.
     *
     * @param numbers three for each range: the first id inside, the first outside, how many
     * @return what it said if it refused; then nothing is mapped
     */
    public Optional<String> mapIds(int pid, List<Long> numbers) throws IOException {
        List<String> command = new ArrayList<>(List.of(path.orElseThrow().toString(), Integer.toString(pid)));
        numbers.forEach(number -> command.add(number.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(said.strip());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("while " + name + " ran");
        }
    }
}
