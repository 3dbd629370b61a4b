package io.jdock.image.registry;

import io.jdock.image.Reference;
import java.io.IOException;
import java.util.List;

/**
 * Asks registries which tags a repository has.
 *
 * @param settings how registries are reached
 * @param credentials who asks, where a registry wants to know
 */
public record TagList(RegistrySettings settings, CredentialSource credentials) {

    /**
     * The tags of a name's repository at its registry itself, not at a mirror, which has only what somebody has fetched through it.
     *
     * @param reference whose tag and digest do not matter
     * @param most how many are wanted, 1 or more
     * @return in the registry's order, which is usually that of their letters; what is no valid tag is left out
     * @throws io.jdock.image.ImageException if the registry cannot be reached, or does not say
     */
    public List<String> of(Reference reference, int most) throws IOException, InterruptedException {
        Endpoint endpoint = Endpoint.of(reference, settings);
        try (Transport transport = new Transport(endpoint, settings, credentials)) {
            return new Repository(endpoint, transport, Scope.pull(endpoint.repository())).tags(most);
        }
    }
}
