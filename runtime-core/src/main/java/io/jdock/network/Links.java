package io.jdock.network;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Netlink;
import io.jdock.kernel.NetlinkMessage;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Interfaces, addresses and routes of one network namespace, changed by rtnetlink(7). For one thread at a time. */
final class Links implements AutoCloseable {
    /** Index of the loopback interface, in each namespace. */
    static final int LOOPBACK = 1;

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_OPERSTATE = 16;
    private static final int OPERATIONAL = 6; // IF_OPER_UP
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_INET_CONF = 1;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_NEW_IFINDEX = 49;
    private static final int IFINFOMSG = 16; // bytes of the structure
    private static final int VETH_INFO_PEER = 1;
    private static final int FORWARDING = 1; // IPV4_DEVCONF_FORWARDING

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_RT_PRIORITY = 9;
    private static final int IFA_F_NODAD = 2;
    private static final int IFA_F_PERMANENT = 0x80;
    private static final int IFADDRMSG = 8; // bytes of the structure

    /** Flags of an address that are set by who gives it: IFA_F_NODAD, HOMEADDRESS, MANAGETEMPADDR, NOPREFIXROUTE, MCAUTOJOIN. */
    private static final int IFA_F_GIVEN = IFA_F_NODAD | 0x10 | 0x100 | 0x200 | 0x400;

    private static final byte RT_SCOPE_UNIVERSE = 0;

    private static final int RTMSG = 12; // bytes of the structure
    private static final int ROUTE_PREFIX = 1; // in it
    private static final int ROUTE_TYPE = 7;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int MAIN_TABLE = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RTN_UNICAST = 1;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int UP = 1; // IFF_UP

    private final Netlink netlink;

    Links(Netlink netlink) {
        this.netlink = netlink;
    }

    /** Adds a bridge, which is down at first. */
    void addBridge(String name, int index) throws KernelException {
        netlink.request(link(RTM_NEWLINK, made(), index, 0, "make bridge " + name)
                .attribute(IFLA_IFNAME, name)
                .nested(IFLA_LINKINFO, info -> info.attribute(IFLA_INFO_KIND, "bridge")));
    }

    /**
     * One end of a cable.
     *
     * @param index that no other interface of its namespace has
     */
    record End(String name, int index) {}

    /**
     * Adds a cable with one end in this namespace, plugged into a bridge, and one in another, which is down at first.
     *
     * @param bridge index of that
     * @param namespace the other one
     * @param hardwareAddress of the interface there, 6 bytes
     */
    void addCable(End here, int bridge, End there, Descriptor namespace, byte[] hardwareAddress)
            throws KernelException {
        netlink.request(cable(
                here,
                there,
                own -> own.attribute(IFLA_MASTER, bridge),
                peer -> peer.attribute(IFLA_ADDRESS, hardwareAddress).attribute(IFLA_NET_NS_FD, namespace.number())));
    }

    /**
     * Adds a cable with one end in this namespace, which is up, and one in another, which is down at first.
     *
     * @param mtu of both, in bytes
     * @throws KernelException EEXIST, EBUSY: if there is an interface with the name or the index
     */
    void addCable(End here, End there, Descriptor namespace, int mtu) throws KernelException {
        netlink.request(cable(
                here,
                there,
                own -> own.attribute(IFLA_MTU, mtu),
                peer -> peer.attribute(IFLA_MTU, mtu).attribute(IFLA_NET_NS_FD, namespace.number())));
    }

    private static NetlinkMessage cable(
            End here, End there, Consumer<NetlinkMessage> ofThis, Consumer<NetlinkMessage> ofThat) {
        NetlinkMessage message = link(RTM_NEWLINK, made(), here.index(), UP, "make interface " + there.name())
                .attribute(IFLA_IFNAME, here.name());
        ofThis.accept(message);
        return message.nested(
                IFLA_LINKINFO,
                info -> info.attribute(IFLA_INFO_KIND, "veth")
                        .nested(
                                IFLA_INFO_DATA,
                                data -> data.nested(
                                        VETH_INFO_PEER,
                                        peer -> ofThat.accept(
                                                header(peer, there.index(), 0).attribute(IFLA_IFNAME, there.name())))));
    }

    /** An interface that is there. */
    record Interface(String name, int index) {}

    /** All that the namespace has. */
    List<Interface> all() throws KernelException {
        List<Interface> all = new ArrayList<>();
        for (ByteBuffer found : netlink.list(link(RTM_GETLINK, NetlinkMessage.ALL, 0, 0, "list interfaces"))) {
            byte[] name = Netlink.attribute(found, IFINFOMSG, IFLA_IFNAME).orElseThrow();
            all.add(new Interface(new String(name, 0, name.length - 1, StandardCharsets.UTF_8), found.getInt(4)));
        }
        return all;
    }

    /**
     * Puts an interface into another namespace, where it is down.
     *
     * @param name there; a {@code %d} in it stands for a number that is free
     * @param newIndex there, where no other may have it
     */
    void move(Interface moved, Descriptor namespace, String name, int newIndex) throws KernelException {
        netlink.request(link(RTM_NEWLINK, 0, moved.index(), 0, "move " + moved.name())
                .attribute(IFLA_NET_NS_FD, namespace.number())
                .attribute(IFLA_IFNAME, name)
                .attribute(IFLA_NEW_IFINDEX, newIndex));
    }

    /** An address of an interface, as rtnetlink(7) has it: {@code struct ifaddrmsg} with its attributes. */
    record Address(ByteBuffer found) {}

    /** Those that were given to an interface for good, and are known beyond it. */
    List<Address> permanentAddresses(int index) throws KernelException {
        List<Address> addresses = new ArrayList<>();
        NetlinkMessage request = NetlinkMessage.request(RTM_GETADDR, NetlinkMessage.ALL, "list addresses")
                .number(0)
                .number(0);
        for (ByteBuffer found : netlink.list(request)) {
            boolean permanent = (flags(found) & IFA_F_PERMANENT) != 0;
            if (found.getInt(4) == index && permanent && found.get(3) == RT_SCOPE_UNIVERSE) {
                addresses.add(new Address(found));
            }
        }
        return addresses;
    }

    private static int flags(ByteBuffer address) {
        return Netlink.attribute(address, IFADDRMSG, IFA_FLAGS)
                .map(Links::number)
                .orElse(Byte.toUnsignedInt(address.get(2)));
    }

    /** Gives an interface an address that another one has had. */
    void addAddress(int index, Address address) throws KernelException {
        ByteBuffer found = address.found();
        NetlinkMessage message = NetlinkMessage.request(RTM_NEWADDR, made(), "keep an address")
                .structure(found.get(0), found.get(1), (byte) 0, found.get(3))
                .number(index)
                .attribute(IFA_FLAGS, flags(found) & IFA_F_GIVEN);
        for (int kind : new int[] {IFA_ADDRESS, IFA_LOCAL, IFA_BROADCAST, IFA_RT_PRIORITY}) {
            Netlink.attribute(found, IFADDRMSG, kind).ifPresent(value -> message.attribute(kind, value));
        }
        netlink.request(message);
    }

    /** Removes an interface, if it is there. */
    void remove(int index) throws KernelException {
        try {
            netlink.request(link(RTM_DELLINK, 0, index, 0, "remove an interface"));
        } catch (KernelException e) {
            if (!e.is(Errno.ENODEV)) {
                throw e;
            }
        }
    }

    /** Takes an interface into service. */
    void bringUp(int index) throws KernelException {
        netlink.request(link(RTM_NEWLINK, 0, index, UP, "bring an interface up"));
    }

    /**
     * Whether an interface sends what it is given. An end of a cable that came up before the other one does so a moment after
     * that (net/core/link_watch.c): the kernel brings that about before it answers since Linux 6.9.
     */
    boolean isInService(int index) throws KernelException {
        NetlinkMessage question = header(NetlinkMessage.request(RTM_GETLINK, 0, "look at an interface"), index, 0);
        return Netlink.attribute(netlink.ask(question), IFINFOMSG, IFLA_OPERSTATE)
                .map(state -> state[0] == OPERATIONAL)
                .orElse(true);
    }

    /** Lets what comes from an interface by IPv4 go on to others, for the others' sake too. */
    void forward(String name) throws KernelException {
        netlink.request(link(RTM_NEWLINK, 0, 0, UP, "forward what comes from " + name)
                .attribute(IFLA_IFNAME, name)
                .nested(
                        IFLA_AF_SPEC,
                        families -> families.nested(
                                AF_INET, inet -> inet.nested(IFLA_INET_CONF, conf -> conf.attribute(FORWARDING, 1)))));
    }

    /** Gives an interface an address, which it has at once. */
    void addAddress(int index, InetAddress address, int prefix) throws KernelException {
        byte[] bytes = address.getAddress();
        netlink.request(NetlinkMessage.request(RTM_NEWADDR, made(), "add address " + address.getHostAddress())
                .structure(family(address), (byte) prefix, (byte) 0, (byte) 0)
                .number(index)
                .attribute(IFA_LOCAL, bytes)
                .attribute(IFA_ADDRESS, bytes)
                .attribute(IFA_FLAGS, IFA_F_NODAD)); // nobody else can have it, and to ask would take a second
    }

    /** Sends what goes to all other networks by a gateway. */
    void addDefaultRoute(int index, InetAddress gateway) throws KernelException {
        netlink.request(NetlinkMessage.request(RTM_NEWROUTE, made(), "add a route by " + gateway.getHostAddress())
                .structure(
                        family(gateway),
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        (byte) MAIN_TABLE,
                        (byte) RTPROT_STATIC,
                        (byte) 0,
                        (byte) RTN_UNICAST)
                .number(0)
                .attribute(RTA_GATEWAY, gateway.getAddress())
                .attribute(RTA_OIF, index));
    }

    /** The ways that packets take, those of all tables. */
    List<Route> routes() throws KernelException {
        List<Route> routes = new ArrayList<>();
        for (int family : new int[] {AF_INET, AF_INET6}) {
            netlink.list(RouteNews.question((byte) family)).stream()
                    .filter(route -> route.get(ROUTE_TYPE) == RTN_UNICAST)
                    .map(route -> new Route(
                            address(Netlink.attribute(route, RTMSG, RTA_DST)
                                    .orElse(new byte[family == AF_INET ? 4 : 16])),
                            Byte.toUnsignedInt(route.get(ROUTE_PREFIX)),
                            Netlink.attribute(route, RTMSG, RTA_OIF).map(Links::number)))
                    .forEach(routes::add);
        }
        return routes;
    }

    /**
     * Where packets for some addresses go.
     *
     * @param address the first of them
     * @param prefix bits of the address that count
     * @param index of the interface; empty if there are several
     */
    record Route(InetAddress address, int prefix, Optional<Integer> index) {
        boolean ipv4() {
            return family(address) == AF_INET;
        }

        /** What goes there that goes nowhere else. */
        boolean byDefault() {
            return prefix == 0;
        }

        /** Whether it leads to one of the addresses that begin so. */
        boolean meets(byte[] other, int otherPrefix) {
            byte[] own = address.getAddress();
            if (own.length != other.length || byDefault()) {
                return false;
            }
            BigInteger difference = new BigInteger(1, own).xor(new BigInteger(1, other));
            return difference.bitLength() <= other.length * Byte.SIZE - Math.min(prefix, otherPrefix);
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static int number(byte[] attribute) {
        return ByteBuffer.wrap(attribute).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static int made() {
        return NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE;
    }

    private static byte family(InetAddress address) {
        return (byte) (address.getAddress().length == 4 ? AF_INET : AF_INET6);
    }

    private static NetlinkMessage link(int type, int flags, int index, int up, String what) {
        return header(NetlinkMessage.request(type, flags, what), index, up);
    }

    /** struct ifinfomsg: family, padding, type; index; flags, and which of them are meant. */
    private static NetlinkMessage header(NetlinkMessage message, int index, int up) {
        return message.number(0).number(index).number(up).number(up);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
