package io.jdock.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of sockets and pipes, and nobody but tests wants to know. */
public final class KernelSettings {
    private static final Path CONGESTION_CONTROL = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CONGESTION = 13;
    private static final int LONGEST_NAME = 16; // TCP_CA_NAME_MAX, with its end
    private static final int F_GETPIPE_SZ = 1032;

    private KernelSettings() {}

    /** The algorithm of congestion control that sockets have if nobody asks for another one. */
    public static String congestionControl() throws IOException {
        return Files.readString(CONGESTION_CONTROL).strip();
    }

    /** The one that a socket has. */
    public static String congestionControl(InternetSocket socket) throws KernelException {
        try (NativeMemory name = new NativeMemory(LONGEST_NAME);
                NativeMemory size = new NativeMemory(4)) {
            size.setInt(0, LONGEST_NAME);
            socket.descriptor().call(Syscall.GETSOCKOPT, IPPROTO_TCP, TCP_CONGESTION, name.address(), size.address());
            byte[] bytes = new byte[LONGEST_NAME];
            name.get(0, bytes, 0, bytes.length);
            return new String(bytes, US_ASCII).replace("\0", "");
        }
    }

    /**
     * How much a pipe holds, in bytes.
     *
     * @param end one of its ends, in {@code /proc/self/fd}
     */
    public static long capacity(Path end) throws KernelException {
        try (Descriptor pipe = Descriptor.open(end.toString(), OpenFlag.O_RDONLY, OpenFlag.O_NONBLOCK)) {
            return pipe.call(Syscall.FCNTL, F_GETPIPE_SZ, 0);
        }
    }
}
