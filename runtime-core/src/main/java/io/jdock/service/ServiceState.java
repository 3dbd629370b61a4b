package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.PublishedPort;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is known of a service at some time.
 *
 * @param id of its container
 * @param pid of the container's first process, on this host
 * @param ports with those of this machine that they became
 * @param addresses on its named network, first by IPv4
 * @param memory its limit in bytes
 * @param pids its limit of processes and threads
 * @param health by its health check, while it runs; empty if it has none
 * @param exit the application's exit status, 128+n if signal n ended it; empty while it runs
 * @param oomKilled whether the kernel has killed one of its processes because its memory limit was reached
 * @param pidsExhausted whether a process or thread could not be made because that limit was reached
 */
public record ServiceState(
        String alias,
        String id,
        long pid,
        List<PublishedPort> ports,
        List<InetAddress> addresses,
        OptionalLong memory,
        OptionalLong pids,
        Optional<Health> health,
        OptionalInt exit,
        boolean oomKilled,
        boolean pidsExhausted) {
    public ServiceState {
        ports = List.copyOf(ports);
        addresses = List.copyOf(addresses);
    }

    static ServiceState of(String alias, Container container, Optional<Health> health) {
        Optional<LinuxResources> limits =
                Optional.ofNullable(container.spec().linux().resources());
        return new ServiceState(
                alias,
                container.id(),
                container.pid(),
                container.publishedPorts(),
                container.addresses(),
                number(limits.map(LinuxResources::memory).map(LinuxMemory::limit)),
                number(limits.map(LinuxResources::pids).map(LinuxPids::limit)),
                health.filter(state -> container.isAlive()),
                container.isAlive() ? OptionalInt.empty() : OptionalInt.of(container.exitValue()),
                container.oomKilled(),
                container.pidsExhausted());
    }

    private static OptionalLong number(Optional<Long> number) {
        return number.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return exit.isEmpty();
    }
}
