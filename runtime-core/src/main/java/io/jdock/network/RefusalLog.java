package io.jdock.network;

import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.NetlinkMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from the kernel what the rules of a network have refused, and tells each destination once: nfnetlink_log, see
 * net/netfilter/nfnetlink_log.c. Safe for use by several threads.
 */
final class RefusalLog implements Loop.Member {
    private static final int SUBSYSTEM = 4 << 8; // NFNL_SUBSYS_ULOG
    private static final int CONFIGURE = SUBSYSTEM | 1;
    private static final int COMMAND = 1; // NFULA_CFG_CMD
    private static final byte BIND = 1;
    private static final int MODE = 2; // NFULA_CFG_MODE
    private static final byte COPY_PACKET = 2;
    private static final int COPIED = 128; // of a packet: the headers
    private static final int THRESHOLD = 5; // NFULA_CFG_QTHRESH: packets that the kernel keeps back
    private static final int PAYLOAD = 9; // NFULA_PAYLOAD

    /** Above what the socket holds. Who is refused without end shall not keep a thread for ever. */
    private static final int AT_ONCE = 1000;

    private final Loop loop;
    private final Netlink netlink;
    private final Refusals refusals;
    private final Consumer<Refusal> told;
    private boolean overrun; // guarded by this

    private RefusalLog(Loop loop, Netlink netlink, Refusals refusals, Consumer<Refusal> told) {
        this.loop = loop;
        this.netlink = netlink;
        this.refusals = refusals;
        this.told = told;
    }

    /**
     * Begins to listen.
     *
     * @param loop is still to be told of it
     * @param netlink of the protocol {@link Netlink#NETFILTER}, in the network; belongs to this object when it returns
     * @param refusals counts all of them
     * @param told takes the first one for each destination
     */
    static RefusalLog open(Loop loop, Netlink netlink, Refusals refusals, Consumer<Refusal> told)
            throws KernelException {
        netlink.request(configuration().attribute(COMMAND, BIND));
        netlink.request(configuration()
                .attribute(
                        MODE,
                        ByteBuffer.allocate(6).putInt(COPIED).put(COPY_PACKET).array())
                .networkOrdered(THRESHOLD, 1));
        return new RefusalLog(loop, netlink, refusals, told);
    }

    /** struct nfgenmsg with the number of the group. */
    private static NetlinkMessage configuration() {
        return NetlinkMessage.request(CONFIGURE, 0, "listen to what is refused")
                .structure((byte) 0, (byte) 0, (byte) 0, (byte) EgressRules.LOG_GROUP);
    }

    /**
     * Takes what waits, on any thread: the kernel tells of a packet before it answers the sender, who may be faster than the loop.
     *
     * @return whether there may be more
     */
    synchronized boolean takeWaiting() {
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                if (!netlink.descriptor().isOpen() || !netlink.hasMore()) {
                    return false;
                }
                receive();
            }
            return true;
        } catch (KernelException e) {
            logger().warn("what else was refused is not known: {}", e.getMessage());
            return false;
        }
    }

    /** After an overrun the kernel tells nothing more until all is read: netlink_overrun() in net/netlink/af_netlink.c. */
    private void receive() throws KernelException {
        try {
            netlink.receive(SUBSYSTEM, PAYLOAD)
                    .forEach(packet -> Refusal.of(packet)
                            .filter(refusal -> refusals.add(refusal, Instant.now()))
                            .ifPresent(told));
        } catch (KernelException e) {
            if (!e.is(Errno.ENOBUFS)) {
                throw e;
            }
            if (!overrun) {
                overrun = true;
                logger().warn("not all that was refused is known: it came faster than it was read");
            }
        }
    }

    @Override
    public void serve() {
        if (takeWaiting()) {
            loop.again(this);
        }
    }

    /** What waits is taken first. */
    @Override
    public synchronized void close() {
        takeWaiting();
        netlink.close();
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(RefusalLog.class);
    }
}
