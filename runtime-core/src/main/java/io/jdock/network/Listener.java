package io.jdock.network;

import io.jdock.kernel.Errno;
import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.KernelException;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections on one port and sends them on their way. */
final class Listener implements Loop.Member {
    private final Loop loop;
    private final InternetSocket socket;
    private final Way way;
    private boolean prepared;

    Listener(Loop loop, InternetSocket socket, Way way) {
        this.loop = loop;
        this.socket = socket;
        this.way = way;
    }

    @Override
    public void serve() {
        try {
            for (Optional<InternetSocket> next = accept(); next.isPresent(); next = accept()) {
                InternetSocket accepted = next.get();
                try {
                    Connection.begin(loop, accepted, way);
                } catch (IOException | RuntimeException e) {
                    logger().debug("a connection to {} cannot be made", way.addresses(), e);
                    accepted.reset();
                }
            }
        } catch (KernelException e) {
            logger().warn("connections to {} have to wait: {}", way.addresses(), e.getMessage()); // until one is closed
        }
        if (!prepared) { // it is served once before there is a connection, as a rule
            prepared = true;
            Connection.prepare();
        }
    }

    /** A connection that was given up before it was taken does not count (accept(2)). */
    private Optional<InternetSocket> accept() throws KernelException {
        while (true) {
            try {
                return socket.accept();
            } catch (KernelException e) {
                if (!e.is(Errno.ECONNABORTED)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(Listener.class);
    }
}
