package io.jdock.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Something that was not let out.
 *
 * @param protocol {@code tcp}, {@code udp}, or its number
 * @param port 0 if the protocol has none
 */
public record Refusal(String protocol, InetAddress address, int port) {
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** From the first bytes of a packet; RFC 791, RFC 8200. Empty if they are too few, or no such packet. */
    static Optional<Refusal> of(byte[] packet) {
        ByteBuffer in = ByteBuffer.wrap(packet);
        try {
            int first = in.get(0) & 0xff;
            return switch (first >> 4) {
                case 4 -> of(in, in.get(9) & 0xff, 16, 4, (first & 0xf) * 4);
                case 6 -> of(in, in.get(6) & 0xff, 24, 16, 40);
                default -> Optional.empty();
            };
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Optional<Refusal> of(ByteBuffer in, int protocol, int at, int length, int header) {
        byte[] address = new byte[length];
        in.get(at, address);
        boolean ports = protocol == TCP || protocol == UDP;
        int port = ports ? Short.toUnsignedInt(in.getShort(header + 2)) : 0;
        String name = protocol == TCP ? "tcp" : protocol == UDP ? "udp" : "protocol " + protocol;
        try {
            return Optional.of(new Refusal(name, InetAddress.getByAddress(address), port));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        String host = address.getHostAddress();
        String where = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return protocol + " to " + where + (port == 0 ? "" : ":" + port);
    }
}
