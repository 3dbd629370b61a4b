package io.jdock.image.registry;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Knows what to say to registries that ask who one is. */
@FunctionalInterface
public interface CredentialSource {
    /** Knows nothing: whoever asks this is nobody in particular. */
    CredentialSource ANONYMOUS = (registry, repository) -> Optional.empty();

    /**
     * What to say.
     *
     * @param registry host and possibly port, as in {@link io.jdock.image.Reference#registry}
     * @param repository the path there, for sources that have different ones for different repositories
     * @throws IOException if what should know the answer cannot be read or fails
     */
    Optional<Credential> find(String registry, String repository) throws IOException, InterruptedException;

    /** Asks each of these until one knows. */
    static CredentialSource firstOf(List<CredentialSource> sources) {
        List<CredentialSource> all = List.copyOf(sources);
        return (registry, repository) -> {
            for (CredentialSource source : all) {
                Optional<Credential> credential = source.find(registry, repository);
                if (credential.isPresent()) {
                    return credential;
                }
            }
            return Optional.empty();
        };
    }
}
