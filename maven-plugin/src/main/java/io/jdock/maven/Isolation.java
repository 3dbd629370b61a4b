package io.jdock.maven;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Limits;
import io.jdock.container.RootFileSystem;
import io.jdock.container.SeccompChoice;
import io.jdock.container.Tmpfs;
import io.jdock.container.Volume;
import io.jdock.host.Caller;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.Bytes;
import io.jdock.maven.value.Count;
import io.jdock.maven.value.Cpus;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.TmpfsMounts;
import io.jdock.maven.value.Ulimits;
import io.jdock.maven.value.Users;
import io.jdock.maven.value.Volumes;
import io.jdock.oci.ProcessSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The walls around a container, as the parameters of a goal describe them.
 *
 * @param named the parameters that are maps
 * @param caller the user who runs Maven
 */
record Isolation(AbstractIsolationMojo goal, NamedValues named, Caller caller) {
    /** Where programs are looked for inside. */
    static final List<String> SEARCH_PATH = List.of(ProcessSpec.DEFAULT_PATH.split(":", -1));

    /**
     * Builds all but the volumes and the network.
     *
     * @throws ParameterException if a parameter has a value that cannot be used
     */
    void build(ContainerSpec.Builder spec) throws ParameterException {
        spec.limits(limits()).seccomp(seccomp()).readOnlyRoot(goal.readOnly).init(goal.init);
        if (goal.rootfs != null) {
            spec.root(new RootFileSystem.Directory(goal.rootfs.toPath(), RootFileSystem.Access.THROW_AWAY));
        }
        if (goal.hostname != null && !mayBeRefused(goal.hostname)) {
            spec.hostname(goal.hostname);
        }
        if (goal.user != null) {
            spec.user(Users.parse("user", goal.user));
        }
        for (Tmpfs tmpfs : TmpfsMounts.parseAll("tmpfs", goal.tmpfs)) {
            spec.tmpfs(tmpfs);
        }
        for (String ulimit : goal.ulimits) {
            spec.ulimit(Ulimits.parse("ulimits", ulimit));
        }
        named.of("sysctls", goal.sysctls).forEach(spec::sysctl);
        goal.capAdd.forEach(spec::addCapability);
        goal.capDrop.forEach(spec::dropCapability);
    }

    /** The filter of an outer container, such as Podman's, may allow all but a host name; nobody has asked for this one. */
    private boolean mayBeRefused(String hostname) {
        return caller.seccompFiltered() && hostname.equals(goal.project.getArtifactId());
    }

    private Limits limits() throws ParameterException {
        return new Limits(
                goal.memory == null ? OptionalLong.empty() : OptionalLong.of(Bytes.parse("memory", goal.memory)),
                OptionalLong.empty(),
                OptionalLong.empty(),
                goal.cpus == null ? OptionalDouble.empty() : OptionalDouble.of(Cpus.parse("cpus", goal.cpus)),
                Optional.empty(),
                goal.pids == null ? OptionalLong.empty() : OptionalLong.of(Count.parse("pids", goal.pids)));
    }

    private SeccompChoice seccomp() throws ParameterException {
        @Nullable String profile = goal.seccompProfile;
        if (profile == null) {
            return new SeccompChoice.Default();
        }
        if (profile.equals("unconfined")) {
            return new SeccompChoice.Unconfined();
        }
        Path file = baseDirectory(goal).resolve(profile);
        if (!Files.isRegularFile(file)) {
            throw new ParameterException("seccompProfile", "'" + profile + "' is neither a file nor 'unconfined'");
        }
        return new SeccompChoice.Profile(file);
    }

    /** The project's directory. */
    static Path baseDirectory(AbstractIsolationMojo goal) {
        return goal.project.getBasedir().toPath().toAbsolutePath().normalize();
    }

    /** The volumes that the user asked for. */
    static List<Volume> volumes(AbstractIsolationMojo goal) throws ParameterException, IOException {
        Path home = Path.of(System.getProperty("user.home"));
        NamedVolumes named = NamedVolumes.ofCaller();
        List<Volume> volumes = new ArrayList<>();
        for (String text : goal.volumes) {
            volumes.add(Volumes.parse("volumes", text, baseDirectory(goal), home, named.directory()));
        }
        for (Volume volume : volumes) {
            named.makeIfOne(volume.source());
        }
        return volumes;
    }

    static boolean hasJava(@Nullable File rootfs) {
        // Often a link to an absolute path, which leads somewhere only from inside.
        return rootfs != null
                && SEARCH_PATH.stream()
                        .anyMatch(directory ->
                                Files.exists(Path.of(rootfs + directory, "java"), LinkOption.NOFOLLOW_LINKS));
    }
}
