package io.jdock.network;

import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where connections lead.
 *
 * @param sockets makes a socket in the network of the destination
 * @param addresses tried in this order, as long as nobody listens
 */
record Way(Sockets sockets, List<InetSocketAddress> addresses) {
    Way {
        addresses = List.copyOf(addresses);
    }

    /** Makes sockets in one network. */
    interface Sockets {
        InternetSocket make(Family family) throws IOException;
    }

    /** A way that has not arrived yet. */
    InternetSocket begin(int attempt) throws IOException {
        InetSocketAddress address = addresses.get(attempt);
        InetAddress host = address.getAddress();
        InternetSocket socket = sockets.make(Family.of(host));
        try {
            if (host.isLoopbackAddress()) {
                socket.sendUnpaced();
            }
            socket.connect(address);
            socket.sendAtOnce();
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
