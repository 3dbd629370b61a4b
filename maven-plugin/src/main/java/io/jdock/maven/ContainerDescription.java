package io.jdock.maven;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.NetworkMode;
import io.jdock.container.Tmpfs;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import io.jdock.host.Caller;
import io.jdock.maven.project.ClasspathScope;
import io.jdock.maven.project.MainClass;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.Choice;
import io.jdock.maven.value.DebugPort;
import io.jdock.maven.value.EnvironmentFile;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.TmpfsMounts;
import io.jdock.maven.value.Users;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the description of a container from a project and the parameters of a goal. */
final class ContainerDescription {
    /** What of Maven's own environment the application sees: how to write to this terminal, and in which language. */
    private static final List<String> PASSED_ON = List.of("LANG", "LC_ALL", "TERM", "COLORTERM", "TZ");

    private final AbstractContainerMojo goal;
    private final NamedValues named;
    private final List<String> ports;
    private final Path baseDirectory;

    private final Optional<ContainerImage> image;

    /** Of this machine's JDK; empty if the root file system has a {@code java} of its own. */
    private final Optional<Path> javaHome;

    private final Caller caller;

    /** Of this process. */
    private final Map<String, String> ownEnvironment;

    /**
     * What a container is described by.
     *
     * @param goal its parameters
     * @param image the container's system, if it is one
     * @param javaHome of this machine's JDK
     * @param caller the user who runs Maven
     * @param userProperties those of Maven's command line
     * @param ownEnvironment environment of this process
     * @throws ParameterException if a property that a port is named after has a value that is no port
     */
    ContainerDescription(
            AbstractContainerMojo goal,
            Optional<ContainerImage> image,
            Path javaHome,
            Caller caller,
            Properties userProperties,
            Map<String, String> ownEnvironment)
            throws ParameterException, IOException {
        this.goal = goal;
        this.image = image;
        this.caller = caller;
        this.ownEnvironment = ownEnvironment;
        boolean hasJava = image.isPresent() ? image.get().hasProgram("java") : Isolation.hasJava(goal.rootfs);
        this.javaHome = hasJava ? Optional.empty() : Optional.of(javaHome);
        named = new NamedValues(goal.project.getProperties(), userProperties);
        ports = goal.namedPorts(userProperties).numbered();
        baseDirectory = goal.project.getBasedir().toPath().toAbsolutePath().normalize();
    }

    /**
     * The container as the parameters describe it.
     *
     * @throws ParameterException if a parameter has a value that cannot be used
     * @throws IllegalArgumentException if values cannot be used together
     * @throws IOException if a file for the class path cannot be written
     */
    ContainerSpec spec() throws ParameterException, IOException {
        List<Path> classPath = Choice.parse("classpathScope", goal.classpathScope, ClasspathScope.class)
                .of(goal.project, goal.additionalClasspathElements);
        ClassPathArgument argument = goal.command.isEmpty()
                ? ClassPathArgument.of(
                        classPath, Path.of(goal.project.getBuild().getDirectory(), "jdock"))
                : ClassPathArgument.NONE;
        ContainerSpec.Builder spec = ContainerSpec.builder()
                .command(command(argument.words()))
                .environment(environment())
                .workingDirectory(workingDirectory());
        if (image.isPresent()) {
            UserChoice user = goal.user == null ? image.get().user() : Users.parse("user", goal.user);
            spec.root(image.get().root(user)).user(user);
        }
        new Isolation(goal, named, caller).build(spec);
        new NetworkDescription(goal, ports, NetworkMode.PRIVATE, image).build(spec, debugger());
        List<Path> files =
                Stream.concat(classPath.stream(), argument.file().stream()).toList();
        List<Volume> volumes = volumes(files);
        volumes.forEach(spec::volume);
        if (ofImage()) {
            image.get().stopSignal().ifPresent(spec::stopSignal);
            directoriesOfData(volumes).forEach(spec::tmpfs);
        }
        return spec.build();
    }

    /** A root that can be written takes what the image's program writes there, and throws it away as well. */
    private List<Tmpfs> directoriesOfData(List<Volume> volumes) throws ParameterException {
        if (!goal.readOnly) {
            return List.of();
        }
        Set<Path> taken = volumes.stream().map(Volume::target).collect(Collectors.toSet());
        for (Tmpfs own : TmpfsMounts.parseAll("tmpfs", goal.tmpfs)) {
            taken.add(own.target());
        }
        return image.orElseThrow().volumes().stream()
                .filter(directory -> !taken.contains(directory))
                .map(Tmpfs::at)
                .toList();
    }

    private List<String> command(List<String> classPath) throws ParameterException {
        List<String> arguments = goal.arguments.words("arguments");
        List<String> command = goal.command.words("command");
        if (!command.isEmpty()) {
            return Stream.concat(command.stream(), arguments.stream()).toList();
        }
        if (ofImage()) {
            return commandOfImage(arguments);
        }
        return new JavaCommand(
                        javaHome.map(home -> home + "/bin/java").orElse("java"),
                        debugPort(),
                        goal.jvmArguments.words("jvmArguments"),
                        named.of("systemProperties", goal.systemProperties),
                        classPath,
                        goal.mainClass == null ? MainClass.of(goal.project) : goal.mainClass,
                        arguments)
                .words();
    }

    /** Whether the image's own program is run. */
    private boolean ofImage() {
        return image.isPresent() && goal.runsImagesProgram();
    }

    private List<String> commandOfImage(List<String> arguments) throws ParameterException {
        List<String> command = image.orElseThrow().command(arguments);
        if (command.isEmpty()) {
            throw new ParameterException("image", "'" + goal.image + "' has no program of its own; give a command");
        }
        return command;
    }

    /** The port of the application's debugger, if it runs in a JVM that has one. */
    private OptionalInt debugger() throws ParameterException {
        return goal.command.isEmpty() && !ofImage() ? debugPort() : OptionalInt.empty();
    }

    private OptionalInt debugPort() throws ParameterException {
        return DebugPort.parse("debug", goal.debug);
    }

    private Map<String, String> environment() throws ParameterException {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.putAll(image.map(ContainerImage::environment).orElse(Map.of()));
        String path = environment.getOrDefault("PATH", String.join(":", Isolation.SEARCH_PATH));
        environment.put("PATH", javaHome.map(home -> home + "/bin:" + path).orElse(path));
        javaHome.ifPresent(home -> environment.put("JAVA_HOME", home.toString()));
        environment.putIfAbsent("HOME", "/root");
        for (String name : PASSED_ON) {
            if (ownEnvironment.containsKey(name)) {
                environment.put(name, ownEnvironment.get(name));
            }
        }
        if (goal.environmentFile != null) {
            environment.putAll(EnvironmentFile.read("environmentFile", goal.environmentFile.toPath(), ownEnvironment));
        }
        environment.putAll(named.of("environmentVariables", goal.environmentVariables));
        return environment;
    }

    private Path workingDirectory() throws ParameterException {
        if (goal.workingDirectory == null) {
            return ofImage() ? image.orElseThrow().workingDirectory() : baseDirectory;
        }
        if (!goal.workingDirectory.startsWith("/")) {
            throw new ParameterException(
                    "workingDirectory",
                    "'" + goal.workingDirectory + "' must be an absolute path, as the container sees it");
        }
        return Path.of(goal.workingDirectory).normalize();
    }

    /**
     * The project's directory, whatever of Java and of the class path lies elsewhere, and what the user asked for, which goes
     * before them: a volume may hide the project's directory, or make it read-only.
     */
    private List<Volume> volumes(List<Path> files) throws ParameterException, IOException {
        List<Volume> volumes = new ArrayList<>(Isolation.volumes(goal));
        List<Path> wanted = volumes.stream().map(Volume::target).toList();
        if (!wanted.contains(baseDirectory)) {
            volumes.add(0, new Volume(baseDirectory, baseDirectory, goal.readOnly));
        }
        Stream.concat(javaHome.stream(), files.stream())
                .filter(path -> !path.startsWith(baseDirectory))
                .filter(path -> !(goal.rootfs == null && image.isEmpty() && path.startsWith("/usr")))
                .filter(path -> !wanted.contains(path))
                .forEach(path -> volumes.add(0, Volume.readOnly(path)));
        return volumes;
    }
}
