package io.jdock.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jdock.host.HostFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A second JVM that takes a network namespace for its machine: with the addresses {@link #ADDRESS} and {@link #ADDRESS_6} on an
 * interface that leads nowhere else, and itself as its name server. Nothing in it reaches another machine.
 */
final class OwnMachine {
    static final String ADDRESS = "198.51.100.2"; // RFC 5737, for documentation
    static final String ADDRESS_6 = "2001:db8::2"; // RFC 3849
    static final int DNS_PORT = 53;

    private static final String PROGRAMS = "/usr/sbin:/usr/bin:/sbin:/bin";

    private static final String SETUP = """
            set -e
            ip link set lo up
            ip link add up0 type veth peer name far0
            ip address add 198.51.100.2/24 dev up0
            ip -6 address add 2001:db8::2/64 dev up0 nodad
            ip link set up0 up
            ip link set far0 up
            if [ "$KIND" != ALONE ]; then
                ip route add default via 198.51.100.1
                ip -6 route add default via 2001:db8::1
            fi
            forwards=$([ "$KIND" = FORWARDS ] && echo 1 || echo 0) # else it is what it is outside
            echo $forwards >/proc/sys/net/ipv4/ip_forward
            echo $forwards >/proc/sys/net/ipv6/conf/all/forwarding
            mount -t tmpfs tmpfs /mnt
            printf '%s\\n' 'nameserver 127.0.0.1' 'search jdock.test' >/mnt/resolv.conf
            mount --bind /mnt/resolv.conf /etc/resolv.conf
            for program in $HIDDEN; do
                mount --bind /dev/null "$program"
            done
            echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
            exec "$@"
            """;

    /** What it has besides. */
    enum Kind {
        /** No routes. */
        ALONE,
        /** Routes that lead nowhere. */
        ROUTES,
        /** Routes to a {@link Neighbour}, and it passes on what is not for itself. */
        FORWARDS
    }

    private OwnMachine() {}

    /**
     * Starts the {@code main} method of a class.
     *
     * @param host what the machine is on
     * @param routes whether there is a way to other machines
     * @param hidden programs that it has not
     */
    static Process start(HostFacts host, boolean routes, List<String> hidden, Class<?> main, String... arguments)
            throws IOException {
        return start(host, routes ? Kind.ROUTES : Kind.ALONE, hidden, main, arguments);
    }

    /** The same with more. */
    static Process start(HostFacts host, Kind kind, List<String> hidden, Class<?> main, String... arguments)
            throws IOException {
        return start(host, kind, hidden, PROGRAMS, main, arguments);
    }

    /** The same with routes, and with programs in a directory that come before the system's. */
    static Process start(HostFacts host, Path programs, Class<?> main) throws IOException {
        return start(host, Kind.ROUTES, List.of(), programs + ":" + PROGRAMS, main);
    }

    private static Process start(
            HostFacts host, Kind kind, List<String> hidden, String path, Class<?> main, String... arguments)
            throws IOException {
        List<String> by = new ArrayList<>(List.of("unshare", "--net", "--mount"));
        if (!host.caller().canMakeNamespaces()) {
            by.addAll(List.of("--user", "--map-root-user"));
        }
        by.addAll(List.of(
                "env", "PATH=" + path, "KIND=" + kind, "HIDDEN=" + String.join(" ", hidden), "sh", "-c", SETUP, "sh"));
        if (!host.caller().canMakeNamespaces()) {
            String user = "--map-user=" + host.caller().uid();
            by.addAll(List.of(
                    "unshare", "--user", user, "--map-group=" + host.caller().gid()));
        }
        return OtherJvm.start(by, main, arguments);
    }

    // ---- on the machine

    private static final String NEIGHBOUR = """
            read -r line
            set -e
            ip link set lo up
            ip address add 198.51.100.1/24 dev far0
            ip -6 address add 2001:db8::1/64 dev far0 nodad
            ip link set far0 up
            ip route add default via 198.51.100.2
            exec "$@"
            """;

    /**
     * Another machine, on the other end of this one's wire, whose way to all others is this one.
     *
     * @param port on which it greets, by IPv4 and IPv6
     */
    record Neighbour(long pid, int port) {
        /** What it gets from a port, or {@code no}. */
        String tryTo(String address, int port) throws IOException {
            return OwnMachine.tryTo(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"), address, port);
        }
    }

    static Neighbour neighbour() throws IOException {
        Process process = OtherJvm.start(List.of("unshare", "--net", "sh", "-c", NEIGHBOUR, "sh"), Greeter.class);
        run("ip", "link", "set", "far0", "netns", "/proc/" + process.pid() + "/ns/net");
        Containers.say(process, "go on");
        return new Neighbour(process.pid(), Integer.parseInt(Containers.line(process)));
    }

    static String tryTo(List<String> by, String address, int port) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/$0/$1", address, "" + port));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return Containers.finish(process).status() == 0 ? "yes" : "no";
    }

    static void run(String... command) throws IOException {
        Containers.Result result = Containers.finish(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        if (result.status() != 0) {
            throw new IOException(List.of(command) + ": " + result.out());
        }
    }

    /** Tells whoever connects who that is, as long as the one who started it is there. */
    static final class Greeter {
        public static void main(String... arguments) throws IOException {
            ServerSocket server = new ServerSocket(0);
            new Thread(Greeter::endWithOwner).start();
            System.out.println(server.getLocalPort());
            while (true) {
                try (Socket socket = server.accept()) {
                    String peer = socket.getInetAddress().getHostAddress();
                    socket.getOutputStream().write(("hello to " + peer + "\n").getBytes(UTF_8));
                }
            }
        }

        private static void endWithOwner() {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // likewise
            }
            System.exit(0);
        }
    }
}
