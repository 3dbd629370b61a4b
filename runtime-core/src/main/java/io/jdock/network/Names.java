package io.jdock.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who is on a network, by name. Several may have one name, and one several names. Safe for use by several threads. */
final class Names {
    private static final String REVERSE = ".in-addr.arpa";

    private final Map<List<InetAddress>, List<String>> members = new LinkedHashMap<>(); // guarded by this
    private final Set<InetAddress> silent = new HashSet<>(); // who asks for no other names; guarded by this

    /**
     * Adds a member.
     *
     * @param addresses its own
     * @param names the first of which is told to who asks for an address
     * @param asks whether it may ask for other names than these
     */
    synchronized void add(List<InetAddress> addresses, List<String> names, boolean asks) {
        if (!asks) {
            silent.addAll(addresses);
        }
        members.put(
                addresses,
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    synchronized void remove(List<InetAddress> addresses) {
        members.remove(addresses);
        silent.removeAll(addresses);
    }

    /** Whether a member may ask for names that are not of the network. */
    synchronized boolean asks(InetAddress member) {
        return !silent.contains(member);
    }

    /** The addresses of all who have a name; empty if nobody has. */
    synchronized List<InetAddress> of(String name) {
        List<InetAddress> found = new ArrayList<>();
        members.forEach((addresses, names) -> {
            if (names.contains(name)) {
                found.addAll(addresses);
            }
        });
        return found;
    }

    /** The name of an address of IPv4 that is written as RFC 1035, 3.5, has it: {@code 2.0.213.10.in-addr.arpa}. */
    synchronized Optional<String> reverse(String question) {
        return members.entrySet().stream()
                .filter(member -> member.getKey().stream()
                        .anyMatch(address -> reversed(address).equals(question)))
                .flatMap(member -> member.getValue().stream())
                .findFirst();
    }

    private static String reversed(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder text = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            text.append(bytes[i] & 0xff).append(i == 0 ? REVERSE : ".");
        }
        return text.toString();
    }
}
