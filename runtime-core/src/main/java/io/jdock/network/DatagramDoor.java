package io.jdock.network;

import io.jdock.kernel.Datagram;
import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import io.jdock.kernel.KernelException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes datagrams on one port of the host, and has for each of those who send some a socket inside that answers to them. */
final class DatagramDoor implements Loop.Member {
    /** UDP tells of no end: the one who was silent for longest is forgotten. */
    private static final int PEERS = 256;

    /** Datagrams until others have their turn. */
    private static final int TURN = 64;

    private final Loop loop;
    private final InternetSocket outside;
    private final Sockets inside;
    private final InetSocketAddress target;
    private final Datagram datagram = new Datagram();
    private final Map<ByteBuffer, Peer> peers = new LinkedHashMap<>(16, 0.75f, true);

    /** Makes sockets for datagrams in the network of the destination. */
    interface Sockets {
        InternetSocket make(Family family) throws IOException;
    }

    DatagramDoor(Loop loop, InternetSocket outside, Sockets inside, InetSocketAddress target) {
        this.loop = loop;
        this.outside = outside;
        this.inside = inside;
        this.target = target;
    }

    @Override
    public void serve() {
        for (int taken = 0; taken < TURN; taken++) {
            try {
                if (!datagram.receive(outside)) {
                    return;
                }
                peer(datagram.sender()).take();
            } catch (IOException e) {
                logger().debug("a datagram to {} is lost", target, e);
            }
        }
        loop.again(this);
    }

    private Peer peer(ByteBuffer sender) throws IOException {
        Peer known = peers.get(sender);
        if (known != null) {
            return known;
        }
        if (peers.size() == PEERS) {
            peers.values().iterator().next().end();
        }
        InternetSocket socket = inside.make(Family.of(target.getAddress()));
        Peer peer = new Peer(sender, socket);
        try {
            socket.connect(target);
            loop.add(peer, socket.descriptor());
        } catch (KernelException e) {
            loop.remove(peer);
            socket.close();
            throw e;
        }
        peers.put(sender, peer);
        return peer;
    }

    /** Whoever has sent something, and gets what comes back. */
    private final class Peer implements Loop.Member {
        private final ByteBuffer address;
        private final InternetSocket socket;

        Peer(ByteBuffer address, InternetSocket socket) {
            this.address = address;
            this.socket = socket;
        }

        void take() throws KernelException {
            datagram.send(socket);
        }

        @Override
        public void serve() {
            for (int taken = 0; taken < TURN; taken++) {
                try {
                    if (!datagram.receive(socket)) {
                        return;
                    }
                    datagram.send(outside, address);
                } catch (KernelException e) {
                    logger().debug("nobody took a datagram to {}", target, e); // nobody listens yet, say
                }
            }
            loop.again(this);
        }

        void end() {
            peers.remove(address);
            close();
            loop.remove(this);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** The peers are members of the loop themselves. */
    @Override
    public void close() {
        outside.close();
        datagram.close();
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(DatagramDoor.class);
    }
}
