package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.network.Gateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The gateway of one container's network, if it has one: its ports are taken before the container starts. */
final class Doors implements AutoCloseable {
    private final @Nullable Gateway gateway;
    private final Launcher launcher;
    private final List<PublishedPort> published;
    private final Set<Integer> hostLoopback;

    private Doors(
            @Nullable Gateway gateway, Launcher launcher, List<PublishedPort> published, Set<Integer> hostLoopback) {
        this.gateway = gateway;
        this.launcher = launcher;
        this.published = published;
        this.hostLoopback = hostLoopback;
    }

    /** No gateway. */
    static Doors closed(Launcher launcher) {
        return new Doors(null, launcher, List.of(), Set.of());
    }

    /**
     * Those that a specification asks for.
     *
     * @throws ContainerException if a port of the host is not to be had
     */
    static Doors of(String id, ContainerSpec spec, Launcher launcher) throws IOException {
        if (!spec.hasGateway()) {
            return closed(launcher);
        }
        Gateway gateway = Gateway.open("jdock network " + id);
        List<PublishedPort> taken = new ArrayList<>();
        try {
            for (PublishedPort port : spec.publishedPorts()) {
                taken.add(take(gateway, port));
            }
            return new Doors(gateway, launcher, List.copyOf(taken), spec.hostLoopback());
        } catch (IOException | RuntimeException | Error e) {
            gateway.close();
            throw e;
        }
    }

    private static PublishedPort take(Gateway gateway, PublishedPort port) throws ContainerException {
        try {
            return port.at(gateway.publish(port.address(), port.hostPort(), port.lastHostPort(), port.containerPort()));
        } catch (KernelException e) {
            String remedy = e.is(Errno.EADDRINUSE)
                    ? "another program has the port (ss -ltnp shows which): take another one, or none for any that is free"
                    : e.is(Errno.EADDRNOTAVAIL)
                            ? "this machine does not have the address"
                            : e.is(Errno.EACCES)
                                    ? "ports below net.ipv4.ip_unprivileged_port_start are root's: take a higher one"
                                    : null;
            throw ContainerException.inNetwork("publish port " + port, e, remedy);
        }
    }

    /**
     * Lets connections pass.
     *
     * @param pid of the container's first process, which waits meanwhile
     * @throws ContainerException if that is not possible
     */
    void open(int pid) throws IOException {
        if (gateway == null) {
            return;
        }
        try (Descriptor executable = launcher.executable(Gateway.program())) {
            gateway.enter(executable, pid, List.copyOf(hostLoopback));
        } catch (KernelException e) {
            throw ContainerException.inNetwork("open the doors of the container's network", e, null);
        }
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
    }
}
