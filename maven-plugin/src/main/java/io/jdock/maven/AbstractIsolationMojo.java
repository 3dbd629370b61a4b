package io.jdock.maven;

import io.jdock.container.Jdock;
import io.jdock.host.HostException;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.ParameterException;
import io.jdock.plan.PlanException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** The parameters of the walls around a container, whatever runs in it. */
public abstract class AbstractIsolationMojo extends AbstractMojo {
    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    MavenSession session;

    /**
     * A directory that becomes the container's {@code /}; what the application changes there is thrown away at the end. Its own
     * {@code java} is used if it has one, and this machine's JDK otherwise. Without it: this machine's own system,
     * read-only.
     */
    @Parameter(property = "jdock.rootfs")
    @Nullable
    File rootfs;

    /**
     * What the application reaches: {@code private} (other machines, by an interface of its own; published ports lead to it),
     * {@code none} (only itself; published ports lead to it), {@code host} (this machine's network, and is reached through
     * it), or a name: then the containers of this project that have the same name there reach each other by their names, and
     * other machines as with {@code private}. Without it: {@code none} for a test JVM, and {@code private} for everything else.
     */
    @Parameter(property = "jdock.network")
    @Nullable
    String network;

    /**
     * Ports by which the application is to be reached, as {@code [[address:]hostPort:]containerPort}: on {@code 127.0.0.1}
     * without an address, and on any free port without a host port, or the first free one of a range like
     * {@code 8000-8010:80}. A name in the place of the host port, as in {@code web.port:8080}, is that of a property, which says the
     * port of an application or is told it; for test JVMs, before the first is started. {@code -} stands for all that the image exposes, on free ports. With the network {@code host} a port is reached at its own number and cannot be another.
     */
    @Parameter(property = "jdock.ports")
    List<String> ports = List.of();

    /**
     * Ports of this machine's loopback interface, such as the one of a database on it, that the application reaches at the same numbers of
     * {@code 127.0.0.1}, by TCP. With the network {@code host} it reaches them anyway.
     */
    @Parameter(property = "jdock.hostLoopback")
    List<String> hostLoopback = List.of();

    /**
     * Further names by which the other containers on its network find this one, if {@code network} is a name. Its alias and its
     * host name are such names anyway.
     */
    @Parameter(property = "jdock.aliases")
    List<String> aliases = List.of();

    /**
     * What alone the application may reach on other machines: {@code none}, or ports of them as {@code host:port}. Everything else is
     * refused, and told as a warning. Takes a private network, or one with a name, whose containers are reached all the same.
     */
    @Parameter(property = "jdock.egress")
    List<String> egress = List.of();

    /**
     * Files and directories of this machine that the application sees too, as {@code source:target[:ro]}. A source that begins
     * with a dot is meant from the project's directory, one that begins with {@code ~/} from the home directory. The
     * project's directory and the class path are always there, at their own paths.
     */
    @Parameter(property = "jdock.volumes")
    List<String> volumes = List.of();

    /** Empty directories in memory, as {@code target[:size=64m,mode=1777]}. There is always one at {@code /tmp}. */
    @Parameter(property = "jdock.tmpfs")
    List<String> tmpfs = List.of();

    /** How much memory the container may use, such as {@code 512m} or {@code 2g}. What goes beyond is killed. */
    @Parameter(property = "jdock.memory")
    @Nullable
    String memory;

    /** How many processors' worth of time the container may use, such as {@code 1.5}. */
    @Parameter(property = "jdock.cpus")
    @Nullable
    String cpus;

    /** How many processes and threads the container may have. A JVM needs about 20 for itself. */
    @Parameter(property = "jdock.pids")
    @Nullable
    String pids;

    /** Whether the application may write only to memory and to volumes, and not to the project's directory. */
    @Parameter(property = "jdock.readOnly", defaultValue = "false")
    boolean readOnly;

    /**
     * Who the application is inside, as {@code uid[:gid]} in numbers. Without it: root, who outside is the user that runs
     * Maven.
     */
    @Parameter(property = "jdock.user")
    @Nullable
    String user;

    /** The container's host name. Without it: the project's artifact id. */
    @Parameter(property = "jdock.hostname", defaultValue = "${project.artifactId}")
    @Nullable
    String hostname;

    /** Capabilities that the application has beyond the usual ones, such as {@code NET_RAW}; see capabilities(7). */
    @Parameter(property = "jdock.capAdd")
    List<String> capAdd = List.of();

    /** Capabilities that are taken from the usual ones; {@code ALL} takes all. */
    @Parameter(property = "jdock.capDrop")
    List<String> capDrop = List.of();

    /**
     * A file that says which system calls the application may make, in the form of Docker or OCI, or {@code unconfined} for all.
     * Without it: what applications normally need.
     */
    @Parameter(property = "jdock.seccompProfile")
    @Nullable
    String seccompProfile;

    /** Resource limits as {@code name=soft[:hard]}, such as {@code nofile=1024:4096}; see getrlimit(2). */
    @Parameter(property = "jdock.ulimits")
    List<String> ulimits = List.of();

    /**
     * Kernel settings of the container: elements named like the settings, such as {@code <net.core.somaxconn>}. On the command
     * line: {@code -Djdock.sysctls.net.core.somaxconn=512}.
     */
    @Parameter
    Map<String, @Nullable String> sysctls = Map.of();

    /**
     * Whether process 1 is a small one that passes signals on and collects orphans. Without it the application is process 1
     * itself.
     */
    @Parameter(property = "jdock.init", defaultValue = "true")
    boolean init = true;

    /** Whether to do nothing. */
    @Parameter(property = "jdock.skip", defaultValue = "false")
    boolean skip;

    final ToolchainManager toolchains;

    AbstractIsolationMojo(ToolchainManager toolchains) {
        this.toolchains = toolchains;
    }

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("Skipped, as jdock.skip says");
            return;
        }
        if (!hasWork()) {
            return;
        }
        try {
            work();
        } catch (ParameterException | HostException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (IllegalArgumentException | PlanException e) {
            // The engine's own checks of values, alone and together.
            throw new MojoExecutionException("The container cannot be made: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new MojoExecutionException("The container could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted: the container was stopped", e);
        }
    }

    /** Whether the goal has anything to do in this project; where it has not, it says why. */
    abstract boolean hasWork();

    /** Opens an engine for as long as the goal is at work. */
    void work() throws ParameterException, IOException, InterruptedException, MojoFailureException {
        try (Jdock jdock = Jdock.open()) {
            carryOut(jdock);
        }
    }

    /** Does what the goal is for. */
    abstract void carryOut(Jdock jdock)
            throws ParameterException, IOException, InterruptedException, MojoFailureException;

    /** What properties say about parameters that map names to values. */
    final NamedValues named() {
        return new NamedValues(project.getProperties(), session.getUserProperties());
    }

    /** The home of the JDK that the project's toolchain names, or else of the one that runs Maven. */
    final Path javaHome() {
        return JavaHome.of(toolchains, session);
    }
}
