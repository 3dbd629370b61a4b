package io.jdock.maven.value;

import io.jdock.container.ContainerSpec;
import io.jdock.container.NetworkMember;
import io.jdock.container.NetworkMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which network: one of the words that there are, or the name of one that several containers are on.
 *
 * @param member the place on that one
 */
public record NetworkChoice(NetworkMode mode, Optional<NetworkMember> member) {
    /**
     * Reads a word or name.
     *
     * @param aliases further names of the container on it
     * @throws ParameterException if the text is neither a word nor a name, or there are aliases without a network for them
     */
    public static NetworkChoice parse(String text, List<String> aliases) throws ParameterException {
        String word = text.strip();
        for (NetworkMode mode : NetworkMode.values()) {
            if (mode != NetworkMode.NAMED
                    && mode.name().toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT))) {
                return of(mode, aliases);
            }
        }
        try {
            return new NetworkChoice(NetworkMode.NAMED, Optional.of(new NetworkMember(word, aliases)));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int colon = message.indexOf(": ");
            throw new ParameterException(message.substring(0, colon), message.substring(colon + 2), e);
        }
    }

    /**
     * One without a name.
     *
     * @throws ParameterException if there are aliases
     */
    public static NetworkChoice of(NetworkMode mode, List<String> aliases) throws ParameterException {
        if (!aliases.isEmpty()) {
            throw new ParameterException("aliases", "are for a network with others: give it a name, by 'network'");
        }
        return new NetworkChoice(mode, Optional.empty());
    }

    /** Puts the container there. */
    public void apply(ContainerSpec.Builder spec) {
        member.ifPresentOrElse(
                place -> spec.network(place.network(), place.aliases().toArray(String[]::new)),
                () -> spec.network(mode));
    }
}
