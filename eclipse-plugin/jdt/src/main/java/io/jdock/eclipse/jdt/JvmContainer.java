package io.jdock.eclipse.jdt;

import io.jdock.container.ContainerSpec;
import io.jdock.container.NetworkMode;
import io.jdock.container.Volume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Describes the container of a JVM that JDT wants to start: this machine's JDK in the embedded default root, and each file
 * that the command line names at the path that it has outside, so that debuggers, reports and stack traces need no translation.
 *
 * @param command the {@code java} program of {@code javaHome}, and its arguments
 * @param workingDirectory absolute; writable in the container, with all below it
 * @param javaHome of the JDK, absolute
 * @param ownEnvironment that of this process: of it the application sees only how people here write
 * @param environment what the launch sets over it
 * @param mergeOutput whether what the application writes to its error stream is to arrive in its output
 */
record JvmContainer(
        List<String> command,
        Path workingDirectory,
        Path javaHome,
        Map<String, String> ownEnvironment,
        Map<String, String> environment,
        boolean mergeOutput) {
    private static final String SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<String> PASSED_ON = List.of("LANG", "LC_ALL", "TZ");

    /** What is in the container anyway: the host's programs, and file systems of the kernel that are the container's own. */
    private static final List<Path> GIVEN =
            List.of(Path.of("/usr"), Path.of("/dev"), Path.of("/proc"), Path.of("/sys"));

    /** Sends errors the way of the output, then becomes the program that its arguments are. */
    private static final List<String> MERGING = List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&1");

    JvmContainer {
        command = List.copyOf(command);
        workingDirectory = workingDirectory.normalize();
    }

    ContainerSpec spec() {
        // JDT has the JVM connect to it, at a port of the host's loopback interface: for the debugger, and for test
        // results.
        ContainerSpec.Builder spec = ContainerSpec.builder()
                .command(words())
                .environment(fullEnvironment())
                .workingDirectory(workingDirectory)
                .network(NetworkMode.HOST);
        volumes().forEach(spec::volume);
        return spec.build();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(mergeOutput ? MERGING : List.of());
        words.addAll(command);
        return words;
    }

    private Map<String, String> fullEnvironment() {
        Map<String, String> full = new LinkedHashMap<>();
        full.put("PATH", javaHome.resolve("bin") + ":" + SEARCH_PATH);
        full.put("JAVA_HOME", javaHome.toString());
        full.put("HOME", "/root");
        for (String name : PASSED_ON) {
            if (ownEnvironment.containsKey(name)) {
                full.put(name, ownEnvironment.get(name));
            }
        }
        full.putAll(environment);
        return full;
    }

    /** From the outermost to the innermost, so that none hides another; what lies in one of them is not mounted again. */
    private List<Volume> volumes() {
        TreeMap<Path, Volume> wanted = new TreeMap<>();
        CommandLinePaths.of(command, workingDirectory).forEach(path -> wanted.put(path, Volume.readOnly(path)));
        wanted.put(javaHome, Volume.readOnly(javaHome));
        if (workingDirectory.getNameCount() > 0 && Files.isDirectory(workingDirectory)) {
            wanted.put(workingDirectory, Volume.writable(workingDirectory));
        }
        TreeMap<Path, Volume> volumes = new TreeMap<>();
        wanted.forEach((path, volume) -> {
            if (GIVEN.stream().noneMatch(path::startsWith) && !covers(nearestAbove(path, volumes), volume)) {
                volumes.put(path, volume);
            }
        });
        return List.copyOf(volumes.values());
    }

    private static List<Volume> nearestAbove(Path path, Map<Path, Volume> volumes) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (volumes.containsKey(above)) {
                return List.of(volumes.get(above));
            }
        }
        return List.of();
    }

    private static boolean covers(List<Volume> above, Volume volume) {
        return above.stream().anyMatch(outer -> !outer.readOnly() || volume.readOnly());
    }
}
