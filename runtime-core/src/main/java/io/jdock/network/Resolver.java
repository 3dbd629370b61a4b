package io.jdock.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whom this machine asks for names (resolv.conf(5)).
 *
 * @param servers the first three
 * @param domains that are tried behind a name, in lower case
 */
public record Resolver(List<InetSocketAddress> servers, List<String> domains) {
    static final int PORT = 53;

    private static final int MOST = 3; // MAXNS
    private static final Path FILE = Path.of("/etc/resolv.conf");

    /** No name of a host, which would have to be resolved itself. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public Resolver {
        servers = List.copyOf(servers);
        domains = List.copyOf(domains);
    }

    /** As the file says it; nobody is asked if there is none. */
    public static Resolver ofThisMachine() {
        try {
            return of(Files.readAllLines(FILE, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new Resolver(List.of(), List.of());
        }
    }

    static Resolver of(List<String> lines) {
        List<InetSocketAddress> servers = new ArrayList<>();
        List<String> domains = List.of();
        for (String line : lines) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.get(0).equals("nameserver")
                    && words.size() > 1
                    && ADDRESS.matcher(words.get(1)).matches()
                    && servers.size() < MOST) {
                add(servers, words.get(1));
            } else if (words.get(0).equals("search") || words.get(0).equals("domain")) {
                domains = words.stream()
                        .skip(1)
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList();
            }
        }
        return new Resolver(servers, domains);
    }

    private static void add(List<InetSocketAddress> servers, String address) {
        try {
            servers.add(new InetSocketAddress(InetAddress.getByName(address), PORT));
        } catch (UnknownHostException e) {
            // what looks like an address and is none: others pass it over as well
        }
    }
}
