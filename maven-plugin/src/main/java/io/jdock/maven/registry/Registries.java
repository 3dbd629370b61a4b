package io.jdock.maven.registry;

import io.jdock.build.RemoteFiles;
import io.jdock.container.TerminalRelay;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.image.registry.CredentialFile;
import io.jdock.image.registry.CredentialSource;
import io.jdock.image.registry.LayerTaker;
import io.jdock.image.registry.Puller;
import io.jdock.image.registry.Pusher;
import io.jdock.image.registry.RegistryAccess;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** The registries of a build: reached as goals and {@code settings.xml} say, and not at all by {@code mvn -o}. */
public final class Registries {
    private final MavenSession session;
    private final SettingsDecrypter decrypter;
    private final List<Registry> elements;
    private final Log log;

    /**
     * @param elements of the parameter {@code registries}
     */
    public Registries(MavenSession session, SettingsDecrypter decrypter, List<Registry> elements, Log log) {
        this.session = session;
        this.decrypter = decrypter;
        this.elements = List.copyOf(elements);
        this.log = log;
    }

    /**
     * What a name stands for in the store, fetched now if that is wanted.
     *
     * @throws ImageException if it is not to be had
     */
    public ContentDescriptor provide(LocalStore store, Reference reference, Platform platform, PullPolicy policy)
            throws ParameterException, IOException, InterruptedException {
        return provide(store, reference, platform, policy, LayerTaker.NONE);
    }

    /** As above, and hands on the layers that are fetched. */
    public ContentDescriptor provide(
            LocalStore store, Reference reference, Platform platform, PullPolicy policy, LayerTaker taker)
            throws ParameterException, IOException, InterruptedException {
        Optional<ContentDescriptor> stored = store.complete(reference.toString(), platform);
        if (stored.isPresent() && (policy != PullPolicy.ALWAYS || session.isOffline())) {
            return stored.get();
        }
        if (policy == PullPolicy.NEVER) {
            throw new ImageException(
                    reference.familiar(), "the image is not in the store", "pull it, as pullPolicy says never");
        }
        return pull(store, reference, platform, taker);
    }

    /** Fetches an image. */
    public ContentDescriptor pull(LocalStore store, Reference reference, Platform platform)
            throws ParameterException, IOException, InterruptedException {
        return pull(store, reference, platform, LayerTaker.NONE);
    }

    private ContentDescriptor pull(LocalStore store, Reference reference, Platform platform, LayerTaker taker)
            throws ParameterException, IOException, InterruptedException {
        requireOnline(reference);
        try (TransferLog transfer = new TransferLog(log, "Pulled " + reference.familiar(), terminal())) {
            ContentDescriptor content =
                    new Puller(store, settings(), credentials(), transfer).pull(reference, platform, taker);
            transfer.finish();
            return content;
        }
    }

    /** Sends an image. */
    public ContentDescriptor push(LocalStore store, ContentDescriptor content, Reference reference, Platform platform)
            throws ParameterException, IOException, InterruptedException {
        requireOnline(reference);
        try (TransferLog transfer = new TransferLog(log, "Pushed " + reference.familiar(), terminal())) {
            ContentDescriptor pushed =
                    new Pusher(store, settings(), credentials(), transfer).push(content, reference, platform);
            transfer.finish();
            return pushed;
        }
    }

    /** Files of other servers, which are reached the same way. */
    public RemoteFiles files() throws ParameterException {
        if (session.isOffline()) {
            return address -> {
                throw new ImageException(address.toString(), "Maven is offline", "run it without -o");
            };
        }
        RegistrySettings settings = settings();
        return RemoteFiles.byHttp(settings.proxies(), settings.proxyAuthorization());
    }

    private void requireOnline(Reference reference) throws ImageException {
        if (session.isOffline()) {
            throw new ImageException(
                    reference.familiar(), "Maven is offline, and a registry is needed", "run it without -o");
        }
    }

    private RegistrySettings settings() throws ParameterException {
        Map<String, RegistryAccess> access = new HashMap<>();
        for (Registry element : elements) {
            access.put(element.name("registries"), element.access());
        }
        RegistrySettings settings = RegistrySettings.usual().with(access);
        @Nullable Proxy proxy = session.getSettings().getActiveProxy();
        if (proxy == null) {
            return settings;
        }
        SettingsProxy selector = new SettingsProxy(
                decrypter.decrypt(new DefaultSettingsDecryptionRequest(proxy)).getProxy());
        return settings.through(selector, selector.authorization());
    }

    private CredentialSource credentials() {
        return CredentialSource.firstOf(List.of(
                new ServerCredentials(session.getSettings().getServers(), decrypter), CredentialFile.ofCaller()));
    }

    /** Bars would be torn by other lines where modules are built beside each other. */
    private @Nullable PrintStream terminal() throws IOException {
        boolean alone = session.getRequest().isInteractiveMode() && !session.isParallel();
        return alone && TerminalRelay.terminal().isPresent() && log.isInfoEnabled() ? System.out : null;
    }
}
