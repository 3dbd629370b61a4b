package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.network.EgressRules;
import io.jdock.network.Gateway;
import io.jdock.network.WayOut;
import io.jdock.plan.Descriptors;
import io.jdock.program.Executables;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The gateway of one container's network, if it has one: its ports are taken before the container starts. */
final class Doors implements AutoCloseable {

    private final @Nullable Gateway gateway;
    private final Executables executables;
    private final String id;
    private final List<PublishedPort> published;
    private final Set<Integer> hostLoopback;
    private final WayOut outbound;
    private final Optional<Networks.Place> place;
    private final Optional<EgressRules> egress;

    private Doors(
            @Nullable Gateway gateway,
            Executables executables,
            String id,
            List<PublishedPort> published,
            Set<Integer> hostLoopback,
            WayOut outbound,
            Optional<Networks.Place> place,
            Optional<EgressRules> egress) {
        this.gateway = gateway;
        this.executables = executables;
        this.id = id;
        this.published = published;
        this.hostLoopback = hostLoopback;
        this.outbound = outbound;
        this.place = place;
        this.egress = egress;
    }

    /** No gateway. */
    static Doors closed(String id, Executables executables) {
        return new Doors(null, executables, id, List.of(), Set.of(), WayOut.NONE, Optional.empty(), Optional.empty());
    }

    /**
     * Those that a specification asks for.
     *
     * @throws ContainerException if a port of the host is not to be had
     */
    static Doors of(String id, ContainerSpec spec, Executables executables, Networks networks) throws IOException {
        if (spec.member().isPresent()) {
            return onNetwork(id, spec, networks.take(spec.member().get(), id, spec), executables);
        }
        WayOut outbound = networks.wayOut(spec, "container " + id);
        if (!spec.hasGateway() && outbound.isNone()) {
            return closed(id, executables);
        }
        return open(id, spec, executables, outbound, Optional.empty());
    }

    private static Doors onNetwork(String id, ContainerSpec spec, Networks.Place place, Executables executables)
            throws IOException {
        try {
            return open(id, spec, executables, WayOut.NONE, Optional.of(place));
        } catch (IOException | RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    private static Doors open(
            String id, ContainerSpec spec, Executables executables, WayOut outbound, Optional<Networks.Place> place)
            throws IOException {
        Gateway gateway = Gateway.open("jdock network " + id);
        List<PublishedPort> taken = new ArrayList<>();
        try {
            for (PublishedPort port : spec.publishedPorts()) {
                taken.add(take(gateway, port));
            }
            Optional<EgressRules> egress =
                    spec.egress().isPresent() ? Optional.of(spec.egress().get().rules()) : Optional.empty();
            return new Doors(
                    gateway, executables, id, List.copyOf(taken), spec.hostLoopback(), outbound, place, egress);
        } catch (IOException | RuntimeException | Error e) {
            gateway.close();
            throw e;
        }
    }

    private static PublishedPort take(Gateway gateway, PublishedPort port) throws ContainerException {
        try {
            return port.at(
                    port.protocol() == PublishedPort.Protocol.UDP
                            ? gateway.publishDatagrams(
                                    port.address(), port.hostPort(), port.lastHostPort(), port.containerPort())
                            : gateway.publish(
                                    port.address(), port.hostPort(), port.lastHostPort(), port.containerPort()));
        } catch (KernelException e) {
            String remedy = e.is(Errno.EADDRINUSE)
                    ? "another program has the port (ss -tulnp shows which): take another one, or none for any that is free"
                    : e.is(Errno.EADDRNOTAVAIL)
                            ? "this machine does not have the address"
                            : e.is(Errno.EACCES)
                                    ? "ports below net.ipv4.ip_unprivileged_port_start are root's: take a higher one"
                                    : null;
            throw ContainerException.inNetwork("publish port " + port, e, remedy);
        }
    }

    /**
     * Does what can be done before the container has its network.
     *
     * @throws ContainerException if that is not possible
     */
    void begin() throws IOException {
        if (gateway == null) {
            return;
        }
        try {
            gateway.begin(
                    executables,
                    outbound,
                    notice -> LoggerFactory.getLogger(Doors.class).warn("container {} {}", id, notice));
        } catch (KernelException e) {
            throw ContainerException.inNetwork("start what enters the container's network", e, null);
        }
    }

    /**
     * Opens them, after {@link #begin}. The network is connected when this returns.
     *
     * @param pid of the container's first process, which stays meanwhile
     * @throws ContainerException if that is not possible
     */
    void open(int pid) throws IOException {
        if (gateway == null) {
            return;
        }
        try {
            gateway.enter(pid, List.copyOf(hostLoopback), place.map(Networks.Place::seat), egress);
        } catch (KernelException e) {
            String remedy = egress.isPresent() && e.is(Errno.ENOTSUP, Errno.ENOENT, Errno.EPROTONOSUPPORT)
                    ? "egress rules take a kernel with nf_tables, its expressions log and reject, and nfnetlink_log"
                    : null;
            throw ContainerException.inNetwork("open the doors of the container's network", e, remedy);
        }
    }

    /** Lets connections pass, after {@link #open}. */
    void serve() {
        if (gateway != null) {
            gateway.serve();
        }
    }

    /** What the program of the container inherits besides what every one does. */
    List<Inheritance> inherited(Descriptors numbers) {
        Optional<Descriptor> users = place.flatMap(taken -> taken.seat().users());
        return users.isPresent() ? List.of(new Inheritance(users.get(), numbers.outer())) : List.of();
    }

    /** Where the container is on a named network, first by IPv4; empty if it is on none. */
    List<InetAddress> addresses() {
        return place.map(taken -> taken.seat().addresses()).orElse(List.of());
    }

    /** What egress rules have refused. */
    List<RefusedConnection> refused() {
        return gateway == null
                ? List.of()
                : gateway.refusals().stream()
                        .map(total -> new RefusedConnection(
                                total.refusal().protocol(),
                                total.refusal().address(),
                                total.refusal().port(),
                                total.times(),
                                total.first()))
                        .toList();
    }

    boolean none() {
        return gateway == null;
    }

    /** With the ports of the host that were taken. */
    List<PublishedPort> published() {
        return published;
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
        place.ifPresent(Networks.Place::close);
    }
}
