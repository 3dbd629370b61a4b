package io.jdock.container;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A container's place on a named network.
 *
 * @param network its name: letters, digits, {@code .}, {@code _} and {@code -}; networks of one {@link Jdock} with the same name
 *     are the same network
 * @param aliases names of the container on it, besides its id and its host name
 */
public record NetworkMember(String network, List<String> aliases) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

    /** RFC 1123, 2.1, and the underscore that Docker allows as well. */
    private static final Pattern ALIAS = Pattern.compile(
            "(?=.{1,253}$)[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?(\\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)*");

    /** Whether a container can have this name. */
    public static boolean isAlias(String name) {
        return ALIAS.matcher(name).matches();
    }

    public NetworkMember {
        aliases = List.copyOf(aliases);
        if (!NAME.matcher(network).matches()) {
            throw new IllegalArgumentException("network: '" + network + "' is no name of a network: at most 63 letters,"
                    + " digits, '.', '_' and '-', the first one a letter or digit");
        }
        for (String alias : aliases) {
            if (!isAlias(alias)) {
                throw new IllegalArgumentException("aliases: '" + alias + "' is no name of a host: letters, digits, '_'"
                        + " and '-', at most 63 between two dots");
            }
        }
    }
}
