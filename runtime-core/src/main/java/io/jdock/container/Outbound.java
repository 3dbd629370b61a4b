package io.jdock.container;

import io.jdock.host.HelperTool;
import io.jdock.host.HostFacts;
import io.jdock.network.NamedNetwork;
import io.jdock.network.UserModeNetwork;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.plan.Launch.FileText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The way out of a container's own network, as far as this machine has one. Pure but for the host's resolver file. */
final class Outbound {
    private static final String RESOLVER = "/etc/resolv.conf";

    /** What goes for any name server (resolv.conf(5)). */
    private static final List<String> KEPT = List.of("search", "domain", "options");

    private Outbound() {}

    /** Whether one is asked for. */
    static boolean wanted(ContainerSpec spec) {
        return (spec.network() == NetworkMode.PRIVATE || spec.network() == NetworkMode.NAMED)
                && !spec.shared().contains(LinuxNamespaceType.NETWORK);
    }

    /** The program that would serve. Empty if none is asked for, or there is none; {@link io.jdock.host.Doctor} tells why. */
    static Optional<UserModeNetwork> of(ContainerSpec spec, HostFacts host) {
        return wanted(spec) && host.outboundObstacle().isEmpty()
                ? host.helpers().userModeNetwork().map(Outbound::network)
                : Optional.empty();
    }

    /** Whether there may be one: for root, only the try tells whether the kernel carries what leaves. */
    static boolean possible(ContainerSpec spec, HostFacts host) {
        return wanted(spec) && (host.privileged() || of(spec, host).isPresent());
    }

    private static UserModeNetwork network(HelperTool tool) {
        UserModeNetwork.Kind kind = tool.name().equals(UserModeNetwork.Kind.PASTA.label())
                ? UserModeNetwork.Kind.PASTA
                : UserModeNetwork.Kind.SLIRP4NETNS;
        return new UserModeNetwork(kind, tool.path().orElseThrow());
    }

    /** What the container gets to find other machines by their names, unless the user mounts something of his own there. */
    static List<FileText> files(ContainerSpec spec, HostFacts host) {
        boolean answered = spec.network() == NetworkMode.NAMED || possible(spec, host);
        if (!answered || isMounted(spec, Path.of(RESOLVER))) {
            return List.of();
        }
        return List.of(new FileText(
                RESOLVER,
                resolver(spec),
                spec.network() == NetworkMode.NAMED
                        ? "who is asked knows the containers of the network, and asks the host's own name server for the rest"
                        : "the host's own name server may be out of reach; this address leads to whichever it is",
                isThrownAway(spec.root())));
    }

    /** Whether what the container does to its root goes away with it, and nobody else sees that. */
    static boolean isThrownAway(RootFileSystem root) {
        return root instanceof RootFileSystem.Layers
                || root instanceof RootFileSystem.Copy
                || (root instanceof RootFileSystem.Directory directory
                        && directory.access() == RootFileSystem.Access.THROW_AWAY);
    }

    /** Whether the user mounts something at a path, or above it. */
    static boolean isMounted(ContainerSpec spec, Path path) {
        return spec.volumes().stream().anyMatch(volume -> isIn(path, volume.target()))
                || spec.tmpfs().stream().anyMatch(tmpfs -> isIn(path, tmpfs.target()));
    }

    private static boolean isIn(Path path, Path target) {
        return path.startsWith(target.normalize());
    }

    private static String resolver(ContainerSpec spec) {
        String server = spec.network() == NetworkMode.NAMED ? NamedNetwork.NAME_SERVER : UserModeNetwork.NAME_SERVER;
        StringBuilder text = new StringBuilder("nameserver " + server + "\n");
        try {
            for (String line : Files.readAllLines(Path.of(RESOLVER), StandardCharsets.ISO_8859_1)) {
                if (KEPT.contains(line.strip().split("\\s", 2)[0])) {
                    text.append(line.strip()).append('\n');
                }
            }
        } catch (IOException e) {
            // then there is no more to be said
        }
        return text.toString();
    }

    /** That of the container alone. */
    private static Optional<String> way(ContainerSpec spec, HostFacts host) {
        if (spec.network() == NetworkMode.NAMED || !possible(spec, host)) {
            return Optional.empty();
        }
        Optional<String> program = of(spec, host)
                .map(network -> "runs " + String.join(" ", network.command())
                        + ", with the network namespace as its standard input");
        return host.privileged()
                ? Optional.of("lays a cable to this machine's own network, if that forwards packets"
                        + program.map(text -> ", or else " + text).orElse(""))
                : program;
    }

    /** What is done at the network while the container waits, for {@code explain}; empty if nothing is. */
    static Optional<String> described(ContainerSpec spec, HostFacts host) {
        List<String> acts = Stream.of(
                        spec.member().stream().map(member -> "lays a cable to network " + member.network()),
                        way(spec, host).stream(),
                        spec.publishedPorts().stream()
                                .map(port -> "has what comes to port " + port + " of the host go on to port "
                                        + port.containerPort() + " inside"),
                        spec.egress().stream()
                                .map(egress -> "refuses what leaves, but for "
                                        + (egress.allowed().isEmpty() ? "nothing" : egress.allowed())),
                        spec.hostLoopback().stream()
                                .sorted()
                                .map(port -> "listens on 127.0.0.1:" + port + " inside, for the same port of the host"))
                .flatMap(part -> part)
                .toList();
        return acts.isEmpty()
                ? Optional.empty()
                : Optional.of("the owner enters the network and " + String.join("; ", acts));
    }
}
