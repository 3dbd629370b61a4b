package io.jdock.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that carries what a container sends to other machines: it reads packets from an interface inside, and makes
 * connections of its own outside, with no more rights than the one who started the container. The host's loopback interface
 * is out of its reach, and nothing leads in.
 *
 * @param program its file
 */
public record UserModeNetwork(Kind kind, Path program) {
    /** The layout of the network is slirp's customary one, whichever program serves. */
    public static final String ADDRESS = "10.0.2.100";

    private static final String PREFIX_LENGTH = "24";
    private static final String GATEWAY = "10.0.2.2";
    private static final String ADDRESS_6 = "fd00::100";
    private static final String GATEWAY_6 = "fe80::1"; // pasta(1): it answers neighbour solicitations for any address

    /** The address that takes questions for the host's name server. */
    public static final String NAME_SERVER = "10.0.2.3";

    /** {@link #NAME_SERVER}. */
    static InetAddress nameServer() {
        try {
            return InetAddress.getByName(NAME_SERVER);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Which program it is. */
    public enum Kind {
        /** Of the passt project: fast, with IPv6 as the host has it. */
        PASTA("pasta"),
        /** The older one, on libslirp. */
        SLIRP4NETNS("slirp4netns");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Its name as a command. */
        public String label() {
            return label;
        }
    }

    /**
     * Program and arguments. The network namespace is its standard input: it must not have to look into the container's
     * {@code /proc} directory, for it has fewer rights than what is going on there (ptrace(2), "Ptrace access mode checking").
     */
    public List<String> command() {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(
                switch (kind) {
                    case PASTA ->
                        List.of(
                                "--foreground",
                                "--quiet",
                                "--config-net",
                                "--ns-ifname",
                                "eth0",
                                "--address",
                                ADDRESS,
                                "--netmask",
                                PREFIX_LENGTH,
                                "--gateway",
                                GATEWAY,
                                "--address",
                                ADDRESS_6,
                                "--gateway",
                                GATEWAY_6,
                                "--dns-forward",
                                NAME_SERVER,
                                "--no-map-gw", // else the gateway's address would be the host's loopback interface
                                "--tcp-ports",
                                "none",
                                "--udp-ports",
                                "none",
                                "--tcp-ns",
                                "none",
                                "--udp-ns",
                                "none",
                                "--pid",
                                "/proc/self/fd/" + readyDescriptor(), // written when all is set up
                                "--no-netns-quit",
                                "--netns-only",
                                "--netns",
                                "/proc/self/fd/0");
                    case SLIRP4NETNS ->
                        List.of(
                                "--configure",
                                "--mtu=65520",
                                "--disable-host-loopback",
                                "--enable-ipv6",
                                "--enable-sandbox",
                                "--enable-seccomp",
                                "--ready-fd=" + readyDescriptor(),
                                "--exit-fd=" + SocketMakerProgram.EXIT,
                                "--netns-type=path",
                                "/proc/self/fd/0",
                                "eth0");
                });
        return List.copyOf(command);
    }

    /** Later versions of pasta close all descriptors but the standard ones; slirp4netns talks on its standard output. */
    int readyDescriptor() {
        return kind == Kind.PASTA ? 1 : SocketMakerProgram.READY;
    }

    @Override
    public String toString() {
        return kind.label();
    }
}
