package io.jdock.network;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.OpenFlag;
import io.jdock.network.Links.Address;
import io.jdock.network.Links.Interface;
import io.jdock.program.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Moves interfaces of the host into a container's network, where they keep their addresses and are up (OCI config-linux.md,
 * "Network Devices"). What becomes of them at the end is the kernel's business: hardware falls back to the host, others go with
 * the network (network_namespaces(7)).
 */
public final class NetworkDevices {
    private static final String NUMBERED = "%d";

    private final Links outside;
    private final Links inside;
    private final Descriptor namespace;

    /** One that can be moved. */
    private record Move(Interface from, Interface to, List<Address> addresses) {}

    private NetworkDevices(Links outside, Links inside, Descriptor namespace) {
        this.outside = outside;
        this.inside = inside;
        this.namespace = namespace;
    }

    /**
     * The program by which {@link #move} reaches into a network.
     *
     * @param users whether the container has a user namespace other than this process's
     */
    public static Program program(boolean users) {
        return SocketMakerProgram.make(
                Optional.empty(), users ? SocketMakerTask.OF_CONTAINER : List.of(CloneFlag.CLONE_NEWNET));
    }

    /**
     * Moves all of them, or none if it is plain beforehand that one cannot be moved.
     *
     * @param executable of {@link #program}
     * @param pid of a process in the container's network
     * @param names inside by the names outside
     * @throws KernelException ENODEV if there is no such interface, EEXIST if the container has one of that name, EPERM if
     *     the caller may not
     */
    public static void move(Descriptor executable, int pid, Map<String, String> names) throws IOException {
        try (Links outside = new Links(Netlink.open(Netlink.ROUTE))) {
            move(executable, pid, names, outside);
        }
    }

    /** The same from another network than that of this process. */
    static void move(Descriptor executable, int pid, Map<String, String> names, Links outside) throws IOException {
        try (Descriptor namespace = Descriptor.open("/proc/" + pid + "/ns/net", OpenFlag.O_RDONLY);
                SocketMaker maker = SocketMaker.enter(executable, pid);
                Links inside = new Links(maker.makeNetlink(Netlink.ROUTE))) {
            NetworkDevices devices = new NetworkDevices(outside, inside, namespace);
            for (Move move : devices.plan(names)) {
                devices.move(move);
            }
        }
    }

    private List<Move> plan(Map<String, String> names) throws KernelException {
        List<Interface> there = outside.all();
        Set<String> takenNames = new HashSet<>();
        Set<Integer> takenIndices = new HashSet<>();
        for (Interface taken : inside.all()) {
            takenNames.add(taken.name());
            takenIndices.add(taken.index());
        }
        List<Move> moves = new ArrayList<>();
        for (Map.Entry<String, String> entry : names.entrySet()) {
            Interface from = there.stream()
                    .filter(other -> other.name().equals(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() ->
                            new KernelException("netlink", "move interface " + entry.getKey(), Errno.ENODEV.number()));
            String name = entry.getValue();
            if (!name.contains(NUMBERED) && !takenNames.add(name)) {
                throw new KernelException(
                        "netlink",
                        "move interface " + from.name() + ": the container has an interface " + name,
                        Errno.EEXIST.number());
            }
            int index = from.index();
            while (!takenIndices.add(index)) {
                index++;
            }
            moves.add(new Move(from, new Interface(name, index), outside.permanentAddresses(from.index())));
        }
        return moves;
    }

    private void move(Move move) throws KernelException {
        outside.move(move.from(), namespace, move.to().name(), move.to().index());
        int index = move.to().index();
        for (Address address : move.addresses()) {
            inside.addAddress(index, address);
        }
        inside.bringUp(index);
    }
}
