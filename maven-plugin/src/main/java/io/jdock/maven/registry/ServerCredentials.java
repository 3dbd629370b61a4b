package io.jdock.maven.registry;

import io.jdock.image.ImageException;
import io.jdock.image.registry.Credential;
import io.jdock.image.registry.CredentialSource;
import java.util.List;
import java.util.Optional;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/** Credentials of {@code <server>} elements whose id is the name of a registry. */
record ServerCredentials(List<Server> servers, SettingsDecrypter decrypter) implements CredentialSource {
    @Override
    public Optional<Credential> find(String registry, String repository) throws ImageException {
        for (Server server : servers) {
            if (registry.equals(server.getId())) {
                SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
                for (SettingsProblem problem : result.getProblems()) {
                    throw new ImageException(
                            "server " + registry + " in settings.xml",
                            "the password cannot be decrypted: " + problem.getMessage(),
                            null);
                }
                Server decrypted = result.getServer();
                if (decrypted.getUsername() != null && decrypted.getPassword() != null) {
                    return Optional.of(Credential.password(decrypted.getUsername(), decrypted.getPassword()));
                }
            }
        }
        return Optional.empty();
    }
}
