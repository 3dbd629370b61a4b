package io.jdock.network;

import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ProcessDescriptor;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.kernel.UnixSocket;
import io.jdock.program.Program.Failure.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has sockets made in a container's network by a process that has entered it: a thread of a JVM cannot enter a user namespace
 * (setns(2)), and a socket belongs to the network that it was made in wherever it is used. For one thread at a time.
 */
final class SocketMaker implements AutoCloseable {
    private static final String NAME = "jdock-sockets";

    private final Child process;
    private final UnixSocket connection;

    private SocketMaker(Child process, UnixSocket connection) {
        this.process = process;
        this.connection = connection;
    }

    /**
     * Starts the process, which waits to be told where to go.
     *
     * @param executable of {@link SocketMakerProgram}, made for the same outbound network
     * @param carrier of the outbound network
     */
    static SocketMaker start(Descriptor executable, Optional<Carrier> carrier) throws KernelException {
        try (UnixSocket.Pair ends = UnixSocket.pair()) {
            List<Inheritance> inherited = new ArrayList<>();
            inherited.add(new Inheritance(ends.second().descriptor(), SocketMakerProgram.CONNECTION));
            carrier.ifPresent(coming -> {
                inherited.add(new Inheritance(coming.ready(), SocketMakerProgram.READY));
                inherited.add(new Inheritance(coming.words(), SocketMakerProgram.WORDS));
            });
            Child process =
                    new Spawn(new Spawn.Executable.Open(executable), List.of(NAME), List.of(), inherited).start();
            carrier.ifPresent(Carrier::started);
            UnixSocket own = UnixSocket.owning(ends.first().descriptor().duplicate());
            return new SocketMaker(process, own);
        }
    }

    /**
     * Starts one that enters a network at once.
     *
     * @param executable of {@link SocketMakerProgram}, made for no outbound network
     * @param pid as {@link #enter(int)} takes it
     */
    static SocketMaker enter(Descriptor executable, int pid) throws KernelException {
        SocketMaker maker = start(executable, Optional.empty());
        try {
            maker.enter(pid);
            return maker;
        } catch (KernelException | RuntimeException | Error e) {
            maker.close();
            throw e;
        }
    }

    /**
     * Has the process enter a network. Called once, before any socket is made.
     *
     * @param pid of a process in the network, not waited for until this returns
     */
    void enter(int pid) throws KernelException {
        try (Descriptor target = ProcessDescriptor.open(pid);
                Descriptor network = Descriptor.open("/proc/" + pid + "/ns/net", OpenFlag.O_RDONLY)) {
            connection.send(new byte[SocketMakerProgram.PLACE], target, network);
        }
    }

    /**
     * A new socket.
     *
     * @throws KernelException if the container's network has no such family, or no more sockets are to be had
     * @throws IOException if the process has ended
     */
    InternetSocket make(Family family) throws IOException {
        return InternetSocket.owning(make(family.number(), InternetSocket.STREAM, 0));
    }

    /** The same for datagrams. */
    InternetSocket makeDatagram(Family family) throws IOException {
        return InternetSocket.owning(make(family.number(), InternetSocket.DATAGRAM, 0));
    }

    /**
     * One that configures the network.
     *
     * @param protocol such as {@link Netlink#ROUTE}
     */
    Netlink makeNetlink(int protocol) throws IOException {
        return Netlink.owning(make(Netlink.DOMAIN, Netlink.TYPE, protocol));
    }

    private Descriptor make(int domain, int type, int protocol) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(SocketMakerProgram.REQUEST).order(ByteOrder.LITTLE_ENDIAN);
        connection.send(request.putInt(domain).putInt(type).putInt(protocol).array());
        UnixSocket.Message answer = connection.receive(SocketMakerProgram.ANSWER, 1);
        Optional<Descriptor> made = answer.descriptors().stream().findFirst();
        if (answer.bytes().length != SocketMakerProgram.ANSWER) {
            made.ifPresent(Descriptor::close);
            throw new IOException("the process that makes sockets in the container's network has ended");
        }
        return made.orElseThrow(() -> refusal(answer.bytes()));
    }

    private static KernelException refusal(byte[] answer) {
        return Message.read(answer)
                .map(failed -> failed.in(SocketMakerProgram.STEPS.get(failed.section())))
                .orElseGet(() -> new KernelException(
                        "socket",
                        "in the container's network",
                        -ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getInt(4)));
    }

    /** Ends the process. */
    @Override
    public void close() {
        connection.close();
        try (process) {
            process.waitFor();
        } catch (KernelException e) {
            throw new IllegalStateException("cannot learn of the end of " + process, e);
        }
    }
}
