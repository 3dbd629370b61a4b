package io.jdock.eclipse.jdt;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.NetworkMode;
import io.jdock.container.RootFileSystem;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.Setting;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.osgi.util.NLS;

/**
 * Describes the container of a JVM that JDT wants to start: the JDK of this machine, or the system's own where it is another than
 * this machine's and has one; and each file that the command line names at the path that it has outside, so that debuggers,
 * reports and stack traces need no translation.
 *
 * @param command the {@code java} program of {@code javaHome}, and its arguments
 * @param workingDirectory absolute; writable in the container, with all below it, unless all is read-only
 * @param javaHome of the JDK, absolute
 * @param imageJdk present if the JDK is that of an image, and so cannot be mounted into another system
 * @param ownEnvironment that of this process: of it the application sees only how people here write
 * @param environment what the launch sets over it
 * @param mergeOutput whether what the application writes to its error stream is to arrive in its output
 * @param image present exactly if the isolation's source is one
 */
record JvmContainer(
        List<String> command,
        Path workingDirectory,
        Path javaHome,
        Optional<ImageJdk> imageJdk,
        Map<String, String> ownEnvironment,
        Map<String, String> environment,
        boolean mergeOutput,
        Isolation isolation,
        Optional<ContainerImage> image) {
    private static final List<String> PASSED_ON = List.of("LANG", "LC_ALL", "TZ");

    /** File systems of the kernel, which are the container's own. */
    private static final List<Path> OF_THE_KERNEL = List.of(Path.of("/dev"), Path.of("/proc"), Path.of("/sys"));

    /** The programs, which are this machine's if the system is. */
    private static final Path PROGRAMS = Path.of("/usr");

    /** Sends errors the way of the output, then becomes the program that its arguments are. */
    private static final List<String> MERGING = List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&1");

    JvmContainer {
        command = List.copyOf(command);
        workingDirectory = workingDirectory.normalize();
    }

    /**
     * A container as it is to be started.
     *
     * @param written directories that the program would make, were it not in a container
     */
    record Description(ContainerSpec spec, Set<Path> written) {

        /** Makes what would else not be there: nothing that is not there can be mounted. */
        void makeDirectories() throws IOException {
            for (Path directory : written) {
                Files.createDirectories(directory);
            }
        }
    }

    /** @throws IOException if the image cannot be read, or no Java can run in it */
    Description describe() throws IOException {
        CommandLinePaths named = CommandLinePaths.of(command, workingDirectory);
        Optional<String> java = ownJava();
        boolean ownJava = java.isPresent();
        ContainerSpec.Builder spec = ContainerSpec.builder()
                .command(words(java.orElse(command.get(0))))
                .environment(fullEnvironment(ownJava))
                .workingDirectory(workingDirectory)
                .user(user());
        isolation.applyTo(spec);
        root().ifPresent(spec::root);
        mounts(named, ownJava).forEach(spec::volume);
        if (isolation.network() != NetworkMode.HOST) {
            // The JVM connects to JDT: for the debugger, and for test results.
            ConnectBackPorts.of(command, workingDirectory).forEach(spec::hostLoopback);
        }
        return new Description(spec.build(), named.written());
    }

    /** The program that the system has itself; empty if the JDK of this machine is mounted. */
    private Optional<String> ownJava() throws IOException {
        if (imageJdk.isPresent() && isolation.location().equals(imageJdk.get().image())) {
            return Optional.of(imageJdk.get().java());
        }
        if (hasOwnJava()) {
            return Optional.of("java");
        }
        if (imageJdk.isPresent()) {
            throw new IOException(NLS.bind(
                    Messages.JvmContainer_noJava,
                    isolation.location(),
                    imageJdk.get().image()));
        }
        return Optional.empty();
    }

    private boolean hasOwnJava() throws IOException {
        return switch (isolation.source()) {
            case HOST -> false;
            case IMAGE -> image.orElseThrow().hasProgram("java");
            // Often a link to an absolute path, which leads somewhere only from inside.
            case DIRECTORY ->
                List.of(ProcessSpec.DEFAULT_PATH.split(":", -1)).stream()
                        .anyMatch(directory -> Files.exists(
                                Path.of(isolation.location() + directory, "java"), LinkOption.NOFOLLOW_LINKS));
        };
    }

    private Optional<RootFileSystem> root() throws IOException {
        return switch (isolation.source()) {
            case HOST -> Optional.empty();
            case IMAGE -> Optional.of(image.orElseThrow().root(user()));
            case DIRECTORY ->
                Optional.of(
                        new RootFileSystem.Directory(Path.of(isolation.location()), RootFileSystem.Access.THROW_AWAY));
        };
    }

    private UserChoice user() throws IOException {
        if (isolation.user().isPresent()) {
            return isolation.user().get();
        }
        return image.isPresent() ? image.get().user() : UserChoice.ROOT;
    }

    private List<String> words(String java) {
        List<String> words = new ArrayList<>(mergeOutput ? MERGING : List.of());
        words.add(java);
        words.addAll(command.subList(1, command.size()));
        return words;
    }

    private Map<String, String> fullEnvironment(boolean ownJava) {
        Map<String, String> full =
                new LinkedHashMap<>(image.map(ContainerImage::environment).orElse(Map.of()));
        full.putIfAbsent("PATH", ProcessSpec.DEFAULT_PATH);
        if (!ownJava) {
            full.put("PATH", javaHome.resolve("bin") + ":" + full.get("PATH"));
            full.put("JAVA_HOME", javaHome.toString());
        }
        full.putIfAbsent("HOME", "/root");
        for (String name : PASSED_ON) {
            if (ownEnvironment.containsKey(name)) {
                full.put(name, ownEnvironment.get(name));
            }
        }
        full.putAll(isolation.environment());
        full.putAll(environment);
        return full;
    }

    /**
     * What of this machine is there beyond what the user asked for. From the outermost to the innermost, so that none hides
     * another; what lies in one of them is not mounted again, and the user's own choice for a path holds.
     */
    private List<Volume> mounts(CommandLinePaths named, boolean ownJava) {
        TreeMap<Path, Volume> wanted = new TreeMap<>();
        named.read().forEach(path -> wanted.put(path, Volume.readOnly(path)));
        named.written().forEach(path -> wanted.put(path, new Volume(path, path, isolation.readOnly())));
        if (!ownJava) {
            wanted.put(javaHome, Volume.readOnly(javaHome));
        }
        if (workingDirectory.getNameCount() > 0 && Files.isDirectory(workingDirectory)) {
            wanted.put(workingDirectory, new Volume(workingDirectory, workingDirectory, isolation.readOnly()));
        }
        isolation.volumes().forEach(volume -> wanted.remove(volume.target()));
        TreeMap<Path, Volume> mounts = new TreeMap<>();
        wanted.forEach((path, volume) -> {
            if (!given(path) && !covers(nearestAbove(path, mounts), volume)) {
                mounts.put(path, volume);
            }
        });
        return List.copyOf(mounts.values());
    }

    private boolean given(Path path) {
        return OF_THE_KERNEL.stream().anyMatch(path::startsWith)
                || isolation.source() == Setting.Source.HOST && path.startsWith(PROGRAMS);
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
