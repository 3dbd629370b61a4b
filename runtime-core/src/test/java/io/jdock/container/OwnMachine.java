package io.jdock.container;

import io.jdock.host.HostFacts;
import java.io.IOException;
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

    private static final String SETUP = """
            set -e
            ip link set lo up
            ip link add up0 type veth peer name far0
            ip address add 198.51.100.2/24 dev up0
            ip -6 address add 2001:db8::2/64 dev up0 nodad
            ip link set up0 up
            ip link set far0 up
            if [ "$ROUTES" = yes ]; then
                ip route add default via 198.51.100.1
                ip -6 route add default via 2001:db8::1
            fi
            mount -t tmpfs tmpfs /mnt
            printf '%s\\n' 'nameserver 127.0.0.1' 'search jdock.test' >/mnt/resolv.conf
            mount --bind /mnt/resolv.conf /etc/resolv.conf
            for program in $HIDDEN; do
                mount --bind /dev/null "$program"
            done
            echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
            exec "$@"
            """;

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
        List<String> by = new ArrayList<>(List.of("unshare", "--net", "--mount"));
        if (!host.caller().canMakeNamespaces()) {
            by.addAll(List.of("--user", "--map-root-user"));
        }
        by.addAll(List.of(
                "env",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "ROUTES=" + (routes ? "yes" : "no"),
                "HIDDEN=" + String.join(" ", hidden),
                "sh",
                "-c",
                SETUP,
                "sh"));
        if (!host.caller().canMakeNamespaces()) {
            String user = "--map-user=" + host.caller().uid();
            by.addAll(List.of(
                    "unshare", "--user", user, "--map-group=" + host.caller().gid()));
        }
        return OtherJvm.start(by, main, arguments);
    }
}
