package io.jdock.maven;

import io.jdock.container.PublishedPort.Protocol;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of this machine that are free, chosen for programs that are started later. A port cannot be held for another program; but to
 * those who ask for any, the kernel gives ports of a wide range at random, and hardly ever one that was free a moment before.
 */
final class FreePorts implements Closeable {
    private final List<Closeable> taken = new ArrayList<>(); // until all are chosen, so that each is another one

    /** One that is free on all addresses. */
    int choose(Protocol protocol) throws IOException {
        if (protocol == Protocol.UDP) {
            DatagramSocket socket = new DatagramSocket();
            taken.add(socket);
            return socket.getLocalPort();
        }
        ServerSocket socket = new ServerSocket(0);
        taken.add(socket);
        return socket.getLocalPort();
    }

    /** From now on, others can have the ports. */
    @Override
    public void close() throws IOException {
        for (Closeable socket : taken) {
            socket.close();
        }
    }
}
