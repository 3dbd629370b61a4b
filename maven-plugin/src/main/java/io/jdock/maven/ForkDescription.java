package io.jdock.maven;

import io.jdock.container.ContainerSpec;
import io.jdock.container.NetworkMode;
import io.jdock.container.Tmpfs;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import io.jdock.host.Caller;
import io.jdock.maven.project.ClasspathScope;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Describes the container of a test JVM.
 *
 * @param ports the goal's, with numbers for the names of properties
 * @param named the parameters that are maps
 * @param javaHome of this machine's JDK
 * @param preparedHome the directory that Surefire takes for the JDK's
 * @param repository Maven's local one
 * @param caller the user who runs Maven
 * @param debugger the port on which a test JVM waits for a debugger, if it does
 */
record ForkDescription(
        PrepareForkMojo goal,
        List<String> ports,
        NamedValues named,
        Path javaHome,
        Path preparedHome,
        Path repository,
        Caller caller,
        OptionalInt debugger) {

    /**
     * The container as the parameters describe it.
     *
     * @throws ParameterException if a parameter has a value that cannot be used
     * @throws IllegalArgumentException if values cannot be used together
     */
    ContainerSpec spec() throws ParameterException, IOException {
        boolean ownJava = Isolation.hasJava(goal.rootfs);
        ContainerSpec.Builder spec =
                ContainerSpec.builder(ownJava ? "java" : javaHome + "/bin/java").user(user());
        new Isolation(goal, named, caller).build(spec);
        new NetworkDescription(goal, ports, NetworkMode.NONE, Optional.empty()).build(spec, debugger);
        if (!ownJava) {
            spec.environment("JAVA_HOME", javaHome.toString()); // Surefire sets it to the prepared one
        }
        spec.environment(named.of("environmentVariables", goal.environmentVariables));
        List<Volume> volumes = volumes();
        volumes.forEach(spec::volume);
        addHome(spec, volumes);
        return spec.build();
    }

    /** As without a container, so that tests of what a user may not do go on as they did; Maven's root is root inside too. */
    private UserChoice user() {
        return new UserChoice(caller.uid(), caller.gid(), List.of());
    }

    /** Implied ones from the outermost to the innermost, so that none hides another, then the user's own. */
    private List<Volume> volumes() throws ParameterException, IOException {
        Path base = Isolation.baseDirectory(goal);
        List<Volume> asked = Isolation.volumes(goal);
        TreeMap<Path, Volume> implied = new TreeMap<>();
        for (Path element : ClasspathScope.TEST.of(goal.project, List.of())) {
            imply(implied, element);
        }
        if (!Isolation.hasJava(goal.rootfs)) {
            imply(implied, javaHome);
        }
        // Surefire adds its own jars to the class path, and JaCoCo's agent lies there
        imply(implied, repository);
        implied.keySet().removeIf(path -> path.startsWith(base));
        implied.put(base, new Volume(base, base, goal.readOnly));
        // A test must not be able to replace what Maven is about to execute outside
        implied.put(preparedHome, Volume.readOnly(preparedHome));
        asked.forEach(volume -> implied.remove(volume.target()));
        List<Volume> volumes = new ArrayList<>(implied.values());
        volumes.addAll(asked);
        return volumes;
    }

    private void imply(TreeMap<Path, Volume> implied, Path path) {
        Path normal = path.toAbsolutePath().normalize();
        boolean there = goal.rootfs == null && normal.startsWith("/usr");
        if (!there && Files.exists(normal)) {
            implied.put(normal, Volume.readOnly(normal));
        }
    }

    /** An own home directory in memory, as root has one anyway. */
    private void addHome(ContainerSpec.Builder spec, List<Volume> volumes) {
        Path home = Path.of(System.getProperty("user.home")).normalize();
        boolean taken = volumes.stream().anyMatch(volume -> volume.target().equals(home));
        if (caller.uid() != 0 && goal.rootfs == null && home.isAbsolute() && home.getNameCount() > 0 && !taken) {
            spec.tmpfs(new Tmpfs(home, OptionalLong.empty(), 0700));
        }
    }
}
