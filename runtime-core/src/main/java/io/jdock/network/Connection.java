package io.jdock.network;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Epoll;
import io.jdock.kernel.Errno;
import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.SocketBuffer;
import io.jdock.network.Flow.Outcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A connection that was taken at one side and goes on at the other. What happens to one side is told to the other. */
final class Connection implements Loop.Member {
    private final Loop loop;
    private final Way way;
    private final InternetSocket near;
    private int attempt;
    private InternetSocket far;
    private boolean ends; // what was told of the far side before it has arrived
    private @Nullable Flows flows; // once it has arrived

    private record Flows(Flow there, Flow back) implements AutoCloseable {
        static void prepare() {
            Flow.prepare();
        }

        static Flows between(InternetSocket near, InternetSocket far, SocketBuffer buffer) throws KernelException {
            Flow there = new Flow(near, far, buffer);
            try {
                return new Flows(there, new Flow(far, near, buffer));
            } catch (KernelException e) {
                there.close();
                throw e;
            }
        }

        void areEnding(boolean ends) {
            if (ends) {
                there.isEnding();
                back.isEnding();
            }
        }

        @Override
        public void close() {
            there.close();
            back.close();
        }
    }

    private Connection(Loop loop, Way way, InternetSocket near, InternetSocket far) {
        this.loop = loop;
        this.way = way;
        this.near = near;
        this.far = far;
    }

    /** Has the JVM read the classes that a connection takes, which the first one would have to wait for. */
    static void prepare() {
        Flows.prepare();
    }

    /** If this fails, the accepted socket is still the caller's. */
    static void begin(Loop loop, InternetSocket accepted, Way way) throws IOException {
        accepted.sendAtOnce();
        InternetSocket far = way.begin(0);
        Connection connection = new Connection(loop, way, accepted, far);
        try {
            loop.add(connection, far.descriptor());
        } catch (KernelException e) {
            far.close();
            loop.remove(connection);
            throw e;
        }
    }

    @Override
    public void changed(Descriptor descriptor, Epoll.Change change) {
        ends |= change.ends();
        if (flows != null) {
            if (change.readable()) {
                Flow flow = descriptor == near.descriptor() ? flows.there() : flows.back();
                flow.isReadable();
            }
            flows.areEnding(ends);
        }
    }

    @Override
    public void unknown() {
        ends = true;
        if (flows != null) {
            flows.areEnding(ends);
        }
    }

    @Override
    public void serve() {
        try {
            if (flows == null) {
                arrive();
            } else {
                pump(flows);
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(Connection.class).debug("a connection to {} is broken", way.addresses(), e);
            near.reset();
            far.reset();
            end();
        }
    }

    private void arrive() throws IOException {
        int error = far.error();
        if (error == Errno.ECONNREFUSED.number()
                && attempt + 1 < way.addresses().size()) {
            far.close();
            ends = false;
            far = way.begin(++attempt);
            loop.add(this, far.descriptor());
            return;
        }
        if (error != 0) {
            throw new KernelException("connect", String.valueOf(way.addresses().get(attempt)), error);
        }
        flows = Flows.between(near, far, loop.buffer());
        flows.areEnding(ends);
        loop.add(this, near.descriptor());
        pump(flows);
    }

    private void pump(Flows both) throws KernelException {
        Outcome there = both.there().pump();
        Outcome back = both.back().pump();
        if (both.there().isDone() && both.back().isDone()) {
            end();
        } else if (there == Outcome.MORE || back == Outcome.MORE) {
            loop.again(this);
        } else if (ends && there != Outcome.MOVED && back != Outcome.MOVED) {
            requireSound(near); // a reset is no reason to read or write for a direction that is done
            requireSound(far);
        }
    }

    private static void requireSound(InternetSocket socket) throws KernelException {
        int error = socket.error();
        if (error != 0) {
            throw new KernelException("recv", socket.descriptor().toString(), error);
        }
    }

    private void end() {
        close();
        loop.remove(this);
    }

    @Override
    public void close() {
        near.close();
        far.close();
        if (flows != null) {
            flows.close();
        }
    }
}
