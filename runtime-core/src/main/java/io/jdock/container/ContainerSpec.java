package io.jdock.container;

import io.jdock.kernel.Capability;
import io.jdock.kernel.Signal;
import io.jdock.oci.LinuxNamespaceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a user wants: a program and the walls around it. Immutable; made with {@link #builder}.
 *
 * @param command program and arguments, at least one
 * @param environment the application's whole environment
 * @param workingDirectory in the container, absolute
 * @param readOnlyRoot whether the root cannot be written
 * @param member the place on a network, with {@link NetworkMode#NAMED} and not otherwise
 * @param egress what alone may be reached on other machines; empty for everything. Takes {@link NetworkMode#PRIVATE} or
 *     {@link NetworkMode#NAMED}, and forbids the capabilities to get round it, NET_ADMIN and NET_RAW
 * @param publishedPorts ports of the host that lead into the container, whose network is its own
 * @param hostLoopback ports on 127.0.0.1 in the container, 1 to 65535, that lead to the same ports of the host's loopback
 *     interface, by TCP; its network is its own, and no such port is published besides
 * @param shared namespaces that are the host's own; never USER or MOUNT
 * @param controlGroup whether the container has control groups even if nothing is limited, so that it can be paused and
 *     measured; that makes its start slower
 * @param capabilitiesAdded by name, with or without {@code CAP_}, beyond the default ones
 * @param capabilitiesDropped of the default ones; {@code ALL} drops all
 * @param init whether PID 1 reaps and forwards; false makes the application PID 1
 * @param annotations for hooks and tools, as the OCI specification has them
 */
public record ContainerSpec(
        List<String> command,
        Map<String, String> environment,
        Path workingDirectory,
        RootFileSystem root,
        boolean readOnlyRoot,
        List<Volume> volumes,
        List<Tmpfs> tmpfs,
        NetworkMode network,
        Optional<NetworkMember> member,
        Optional<Egress> egress,
        List<PublishedPort> publishedPorts,
        Set<Integer> hostLoopback,
        Set<LinuxNamespaceType> shared,
        Optional<String> hostname,
        UserChoice user,
        Limits limits,
        boolean controlGroup,
        List<String> capabilitiesAdded,
        List<String> capabilitiesDropped,
        SeccompChoice seccomp,
        List<Ulimit> ulimits,
        Map<String, String> sysctls,
        boolean init,
        Streams streams,
        Map<String, String> annotations) {

    private static final String STOP_SIGNAL = "org.opencontainers.image.stopSignal";

    public ContainerSpec {
        command = List.copyOf(command);
        environment = unmodifiable(environment);
        volumes = List.copyOf(volumes);
        tmpfs = List.copyOf(tmpfs);
        publishedPorts = List.copyOf(publishedPorts);
        hostLoopback = Set.copyOf(hostLoopback);
        shared = shared.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(shared));
        capabilitiesAdded = List.copyOf(capabilitiesAdded);
        capabilitiesDropped = List.copyOf(capabilitiesDropped);
        ulimits = List.copyOf(ulimits);
        sysctls = unmodifiable(sysctls);
        annotations = unmodifiable(annotations);
        requireValid(command, workingDirectory, shared);
        requireWords("command", command);
        requireEnvironment(environment);
        requireDistinctLimits(ulimits);
        requireDistinctTargets(volumes, tmpfs);
        requireMember(network, member, shared);
        requireEnforceable(egress, network, capabilitiesAdded);
        requireOwnNetwork(network, shared, publishedPorts, hostLoopback);
    }

    /** The given program in the embedded default: the host's own system, read-only, without a network. */
    public static Builder builder(String... command) {
        return new Builder().command(List.of(command));
    }

    /** A builder that starts with all values of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    private static void requireValid(List<String> command, Path workingDirectory, Set<LinuxNamespaceType> shared) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: a program is needed");
        }
        if (!workingDirectory.isAbsolute()) {
            throw new IllegalArgumentException("workingDirectory must be an absolute path: " + workingDirectory);
        }
        if (shared.contains(LinuxNamespaceType.USER) || shared.contains(LinuxNamespaceType.MOUNT)) {
            throw new IllegalArgumentException("shared: the user and mount namespaces are always the container's own");
        }
    }

    /** What the kernel takes ends with a zero byte. */
    private static void requireWords(String field, Collection<String> words) {
        for (String word : words) {
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        field + ": a text cannot contain a zero byte: " + word.replace("\0", "\\0"));
            }
        }
    }

    private static void requireEnvironment(Map<String, String> environment) {
        requireWords("environment", environment.keySet());
        requireWords("environment", environment.values());
        for (String name : environment.keySet()) {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException(
                        "environment: a variable has a name, and no = in it: '" + name + "'");
            }
        }
    }

    private static void requireDistinctLimits(List<Ulimit> ulimits) {
        Set<String> names = new HashSet<>();
        for (Ulimit limit : ulimits) {
            if (!names.add(limit.type())) {
                throw new IllegalArgumentException("ulimits: " + limit.name() + " is given twice");
            }
        }
    }

    private static void requireDistinctTargets(List<Volume> volumes, List<Tmpfs> tmpfs) {
        Map<Path, String> targets = new LinkedHashMap<>();
        volumes.forEach(volume -> claim(targets, volume.target(), "volume " + volume.source()));
        tmpfs.forEach(mount -> claim(targets, mount.target(), "tmpfs"));
    }

    /** Whether this names a capability, with or without {@code CAP_}, or {@code ALL} of them. */
    public static boolean isCapability(String name) {
        return name.equalsIgnoreCase("ALL") || Capability.named(name).isPresent();
    }

    private static void requireEnforceable(
            Optional<Egress> egress, NetworkMode network, List<String> capabilitiesAdded) {
        if (egress.isEmpty()) {
            return;
        }
        if (network != NetworkMode.PRIVATE && network != NetworkMode.NAMED) {
            throw new IllegalArgumentException("egress: takes a private network or one with a name; "
                    + (network == NetworkMode.HOST
                            ? "what leaves by the host's own cannot be told apart"
                            : "without one, nothing leaves anyway"));
        }
        for (String capability : capabilitiesAdded) {
            String name = capability.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
            if (Set.of("ALL", "NET_ADMIN", "NET_RAW").contains(name)) {
                throw new IllegalArgumentException(
                        "egress: capability " + capability + " could get round it; take one or the other");
            }
        }
    }

    private static void requireMember(
            NetworkMode network, Optional<NetworkMember> member, Set<LinuxNamespaceType> shared) {
        if (member.isPresent() != (network == NetworkMode.NAMED)) {
            throw new IllegalArgumentException("network: a named network has a name, and the other ones have none");
        }
        if (member.isPresent() && shared.contains(LinuxNamespaceType.NETWORK)) {
            throw new IllegalArgumentException("network: a container with the host's network is on no other one");
        }
    }

    private static void requireOwnNetwork(
            NetworkMode network,
            Set<LinuxNamespaceType> shared,
            List<PublishedPort> publishedPorts,
            Set<Integer> hostLoopback) {
        hostLoopback.forEach(port -> PublishedPort.requirePort("hostLoopback", port, 1));
        for (PublishedPort port : publishedPorts) {
            // Else a connection from outside would be led in, out again, and so on
            if (port.protocol() == PublishedPort.Protocol.TCP && hostLoopback.contains(port.containerPort())) {
                throw new IllegalArgumentException("hostLoopback: " + port.containerPort()
                        + " is a port of the application's, which is published; it leads in or out");
            }
        }
        boolean own = network != NetworkMode.HOST && !shared.contains(LinuxNamespaceType.NETWORK);
        if (!own && !publishedPorts.isEmpty()) {
            throw new IllegalArgumentException(
                    "publishedPorts: with the host's network, the ports of the application are the"
                            + " host's already; leave them out, or give the container a network of its own");
        }
        if (!own && !hostLoopback.isEmpty()) {
            throw new IllegalArgumentException(
                    "hostLoopback: with the host's network, its loopback interface is there already;"
                            + " leave the ports out, or give the container a network of its own");
        }
    }

    /**
     * What the application is asked to end by: {@link Builder#stopSignal}, or else SIGTERM. It is an annotation, as image-spec,
     * conversion.md, "Annotation Fields" has it, and so reaches other runtimes too.
     */
    public Signal stopSignal() {
        return stopSignal(annotations);
    }

    static Signal stopSignal(Map<String, String> annotations) {
        return Optional.ofNullable(annotations.get(STOP_SIGNAL))
                .flatMap(Signal::named)
                .orElse(Signal.SIGTERM);
    }

    /** Whether there are doors between the container's network and the host's. */
    boolean hasGateway() {
        return !publishedPorts.isEmpty() || !hostLoopback.isEmpty();
    }

    private static void claim(Map<Path, String> targets, Path target, String who) {
        if (target.normalize().getNameCount() == 0) {
            throw new IllegalArgumentException(
                    "volumes: the target of " + who + " is /, which is the root: give the root file system instead");
        }
        String other = targets.putIfAbsent(target.normalize(), who);
        if (other != null) {
            throw new IllegalArgumentException(
                    "volumes: " + target + " is the target of two mounts: " + other + " and " + who);
        }
    }

    private static Map<String, String> unmodifiable(Map<String, String> map) {
        return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** Builds a {@link ContainerSpec}. Not thread-safe. */
    public static final class Builder {
        private List<String> command = List.of();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Path workingDirectory = Path.of("/");
        private RootFileSystem root = new RootFileSystem.Host();
        private boolean readOnlyRoot;
        private final List<Volume> volumes = new ArrayList<>();
        private final List<Tmpfs> tmpfs = new ArrayList<>();
        private NetworkMode network = NetworkMode.NONE;
        private Optional<NetworkMember> member = Optional.empty();
        private Optional<Egress> egress = Optional.empty();
        private final List<PublishedPort> publishedPorts = new ArrayList<>();
        private final Set<Integer> hostLoopback = new LinkedHashSet<>();
        private final Set<LinuxNamespaceType> shared = EnumSet.noneOf(LinuxNamespaceType.class);
        private Optional<String> hostname = Optional.empty();
        private UserChoice user = UserChoice.ROOT;
        private Limits limits = Limits.NONE;
        private boolean controlGroup;
        private final List<String> capabilitiesAdded = new ArrayList<>();
        private final List<String> capabilitiesDropped = new ArrayList<>();
        private SeccompChoice seccomp = new SeccompChoice.Default();
        private final List<Ulimit> ulimits = new ArrayList<>();
        private final Map<String, String> sysctls = new LinkedHashMap<>();
        private boolean init = true;
        private Streams streams = new Streams.Pipes();
        private final Map<String, String> annotations = new LinkedHashMap<>();

        private Builder() {}

        private Builder(ContainerSpec spec) {
            command = spec.command;
            environment.putAll(spec.environment);
            workingDirectory = spec.workingDirectory;
            root = spec.root;
            readOnlyRoot = spec.readOnlyRoot;
            volumes.addAll(spec.volumes);
            tmpfs.addAll(spec.tmpfs);
            network = spec.network;
            member = spec.member;
            egress = spec.egress;
            publishedPorts.addAll(spec.publishedPorts);
            hostLoopback.addAll(spec.hostLoopback);
            shared.addAll(spec.shared);
            hostname = spec.hostname;
            user = spec.user;
            limits = spec.limits;
            controlGroup = spec.controlGroup;
            capabilitiesAdded.addAll(spec.capabilitiesAdded);
            capabilitiesDropped.addAll(spec.capabilitiesDropped);
            seccomp = spec.seccomp;
            ulimits.addAll(spec.ulimits);
            sysctls.putAll(spec.sysctls);
            init = spec.init;
            streams = spec.streams;
            annotations.putAll(spec.annotations);
        }

        public Builder command(List<String> value) {
            command = List.copyOf(value);
            return this;
        }

        /** Sets one variable; others stay. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        public Builder environment(Map<String, String> values) {
            environment.putAll(values);
            return this;
        }

        public Builder workingDirectory(Path value) {
            workingDirectory = value;
            return this;
        }

        public Builder root(RootFileSystem value) {
            root = value;
            return this;
        }

        public Builder readOnlyRoot(boolean value) {
            readOnlyRoot = value;
            return this;
        }

        public Builder volume(Volume value) {
            volumes.add(value);
            return this;
        }

        public Builder tmpfs(Tmpfs value) {
            tmpfs.add(value);
            return this;
        }

        /** One that has no name. */
        public Builder network(NetworkMode value) {
            network = value;
            member = Optional.empty();
            return this;
        }

        /**
         * A network with other containers of the same {@link Jdock}, which is made with the first of them.
         *
         * @param name of the network
         * @param aliases names of this container for the others, besides its id and host name
         */
        public Builder network(String name, String... aliases) {
            network = NetworkMode.NAMED;
            member = Optional.of(new NetworkMember(name, List.of(aliases)));
            return this;
        }

        /** Lets the container reach nothing else on other machines than this. */
        public Builder egress(Egress value) {
            egress = Optional.of(value);
            return this;
        }

        /**
         * Lets a port of the host lead into the container; {@link Container#publishedPorts} tells which one it became. The
         * container's network has to be its own.
         */
        public Builder publish(PublishedPort value) {
            publishedPorts.add(value);
            return this;
        }

        /** Publishes these ports, and no others that were given before. */
        public Builder publishedPorts(List<PublishedPort> values) {
            publishedPorts.clear();
            publishedPorts.addAll(values);
            return this;
        }

        /** Lets a port of the container be reached from this machine by a free port, which {@link Container#hostPort} tells. */
        public Builder publish(int containerPort) {
            return publish(PublishedPort.anyFor(containerPort));
        }

        /**
         * Lets connections to these ports of 127.0.0.1 in the container reach the same ports of the host's loopback interface,
         * from before the application starts.
         *
         * @param ports 1 to 65535
         */
        public Builder hostLoopback(int... ports) {
            for (int port : ports) {
                hostLoopback.add(port);
            }
            return this;
        }

        /** Uses the host's own namespace of this type. */
        public Builder share(LinuxNamespaceType value) {
            shared.add(value);
            return this;
        }

        public Builder hostname(String value) {
            hostname = Optional.of(value);
            return this;
        }

        public Builder user(UserChoice value) {
            user = value;
            return this;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        /** Whether the container can be paused and measured even if nothing is limited; false unless it is set. */
        public Builder controlGroup(boolean value) {
            controlGroup = value;
            return this;
        }

        public Builder addCapability(String name) {
            capabilitiesAdded.add(name);
            return this;
        }

        public Builder dropCapability(String name) {
            capabilitiesDropped.add(name);
            return this;
        }

        public Builder seccomp(SeccompChoice value) {
            seccomp = value;
            return this;
        }

        public Builder ulimit(Ulimit value) {
            ulimits.add(value);
            return this;
        }

        public Builder sysctl(String name, String value) {
            sysctls.put(name, value);
            return this;
        }

        /** What the application is asked to end by, instead of SIGTERM. */
        public Builder stopSignal(Signal value) {
            return annotation(STOP_SIGNAL, value.name());
        }

        public Builder init(boolean value) {
            init = value;
            return this;
        }

        public Builder streams(Streams value) {
            streams = value;
            return this;
        }

        public Builder annotation(String name, String value) {
            annotations.put(name, value);
            return this;
        }

        /**
         * Checks and builds.
         *
         * @throws IllegalArgumentException if a value has no meaning; the message begins with its name
         */
        public ContainerSpec build() {
            return new ContainerSpec(
                    command,
                    environment,
                    workingDirectory,
                    root,
                    readOnlyRoot,
                    volumes,
                    tmpfs,
                    network,
                    member,
                    egress,
                    publishedPorts,
                    hostLoopback,
                    shared,
                    hostname,
                    user,
                    limits,
                    controlGroup,
                    capabilitiesAdded,
                    capabilitiesDropped,
                    seccomp,
                    ulimits,
                    sysctls,
                    init,
                    streams,
                    annotations);
        }
    }
}
