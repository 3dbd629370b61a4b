package io.jdock.maven;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.NetworkMode;
import io.jdock.container.Tmpfs;
import io.jdock.maven.value.NamedPorts;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.SurefireDebugger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * Has Surefire and Failsafe run their test JVMs in containers. Writes {@code target/jdock/bin/java}, an executable that makes a
 * container and starts the real {@code java} in it with the arguments that it was given itself, and sets the property
 * {@code jdock.jvm} to its path; and {@code jvm}, which Surefire and Failsafe read, unless the project sets that itself. A
 * test JVM sees the project's directory, the class path, the local repository and the JDK at their usual paths, and
 * Maven's environment; it is the user who runs Maven. It ends with Maven, however Maven ends.
 */
@Mojo(
        name = "prepare-fork",
        defaultPhase = LifecyclePhase.PROCESS_TEST_CLASSES,
        requiresDependencyResolution = ResolutionScope.TEST,
        threadSafe = true)
public final class PrepareForkMojo extends AbstractIsolationMojo {
    private static final String JVM = "jvm";

    private static final List<String> SKIPPING = List.of("skipTests", "maven.test.skip");

    private static final List<String> DEBUGGING = List.of("maven.surefire.debug", "maven.failsafe.debug");

    /**
     * Environment variables that the test JVMs have besides Maven's own, or instead of them: elements named like the
     * variables. On the command line: {@code -Djdock.environmentVariables.NAME=value}.
     */
    @Parameter
    Map<String, @Nullable String> environmentVariables = Map.of();

    /** Where to write what replaces a JDK's home directory for Surefire. */
    @Parameter(defaultValue = "${project.build.directory}/jdock", readonly = true, required = true)
    File home = new File("target/jdock");

    @Inject
    PrepareForkMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    boolean hasWork() {
        if (project.getPackaging().equals("pom")) {
            getLog().info("No tests in a project of packaging pom");
            return false;
        }
        if (SKIPPING.stream().anyMatch(name -> isSet(name))) {
            getLog().info("Tests are skipped");
            return false;
        }
        return true;
    }

    @Override
    void carryOut(Jdock jdock) throws ParameterException, IOException, MojoFailureException {
        Path prepared = home.toPath().toAbsolutePath().normalize();
        Path java = prepared.resolve("bin/java");
        Files.createDirectories(java.getParent());
        copyRelease(prepared.resolve("release"));
        write(spec(jdock, prepared), jdock, prepared, java);
        if (!Files.isExecutable(java)) {
            throw new MojoFailureException("Nothing in " + java.getParent()
                    + " can be executed: its file system is mounted noexec; build in another directory");
        }
        project.getProperties().setProperty("jdock.jvm", java.toString());
        if (property(JVM) == null) {
            project.getProperties().setProperty(JVM, java.toString());
        }
        getLog().info("Test JVMs run in containers, as " + java);
        StartRehearsal.begin(project, session, toolchains, getLog(), jdock.host());
    }

    private ContainerSpec spec(Jdock jdock, Path prepared) throws ParameterException, IOException {
        return new ForkDescription(
                        this,
                        numberedPorts(session.getUserProperties()),
                        named(),
                        javaHome(),
                        prepared,
                        Path.of(session.getLocalRepository().getBasedir()),
                        jdock.host().caller(),
                        debugger())
                .spec();
    }

    /**
     * The ports as they are, once each property that has no value yet has that of a free port: Surefire takes its parameters before it
     * starts a test JVM.
     */
    List<String> numberedPorts(Properties user) throws ParameterException, IOException {
        Properties properties = project.getProperties();
        try (FreePorts free = new FreePorts()) {
            for (var named : NamedPorts.of(ports, properties, user).toBeSet().entrySet()) {
                NamedPorts.Inside inside = named.getValue();
                int port = onHost() ? inside.port() : free.choose(inside.protocol());
                properties.setProperty(named.getKey(), String.valueOf(port));
            }
        }
        return NamedPorts.of(ports, properties, user).numbered();
    }

    private boolean onHost() {
        return "host".equalsIgnoreCase(network);
    }

    /** What an executable can do by itself needs no help; else this JVM starts each container, in the engine of the services. */
    private void write(ContainerSpec spec, Jdock jdock, Path prepared, Path java) throws IOException {
        boolean byTcp = spec.network() != NetworkMode.HOST && ForkConnection.isUsed(project);
        if (Jdock.canSave(spec) && !byTcp) {
            jdock.save(spec, java);
            return;
        }
        Path engine = Files.createDirectories(prepared.resolve("engine"));
        ContainerSpec hiding = spec.toBuilder().tmpfs(Tmpfs.at(engine)).build(); // tests shall not start containers
        BackgroundContainers.of(this, session)
                .serve(hiding, byTcp ? ForkConnection::open : each -> each, java, engine.resolve("socket"));
    }

    /** Where the test JVM waits for a debugger, if it is told to. */
    private OptionalInt debugger() throws ParameterException {
        for (String name : DEBUGGING) {
            if (isSet(name)) {
                OptionalInt port = SurefireDebugger.port(String.valueOf(property(name)));
                if (port.isEmpty() && !onHost()) {
                    throw new ParameterException(
                            "network",
                            "a test JVM reaches a debugger that waits on this machine by the host's network alone; add"
                                    + " -Djdock.network=host, or have the JVM wait (server=y)");
                }
                return port;
            }
        }
        return OptionalInt.empty();
    }

    /** Surefire looks there for the version of Java, or else takes it for an old one without modules. */
    private void copyRelease(Path target) throws IOException {
        Path release = javaHome().resolve("release");
        if (Files.isRegularFile(release)) {
            Files.copy(release, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A property alone, as in {@code -DskipTests}, comes as {@code true}. */
    private boolean isSet(String name) {
        String value = property(name);
        return value != null && !value.equals("false");
    }

    private @Nullable String property(String name) {
        Properties user = session.getUserProperties();
        return user.getProperty(name, project.getProperties().getProperty(name));
    }
}
