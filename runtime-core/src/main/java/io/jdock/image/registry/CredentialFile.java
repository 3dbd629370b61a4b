package io.jdock.image.registry;

import io.jdock.host.BaseDirectory;
import io.jdock.image.ImageException;
import io.jdock.image.Reference;
import io.jdock.json.JsonException;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that {@code docker login} or {@code podman login} keep: Docker's {@code config.json} and containers-auth.json(5),
 * which are the same but for keys that name a repository.
 */
public final class CredentialFile implements CredentialSource {
    private static final Duration HELPERS_PATIENCE = Duration.ofSeconds(60);

    /** How Docker calls its own registry in these files. */
    private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

    private final Path file;
    private final CredentialHelper helper;

    private record Content(
            Map<String, Entry> entries,
            Map<String, String> helpers,
            @Nullable String store) {
        private static Content fromJson(JsonValue json) {
            return new Content(
                    json.at("auths").map(entry -> entry.or(Entry.NONE, Entry::fromJson)),
                    json.at("credHelpers").textMap(),
                    json.at("credsStore").textOrNull());
        }
    }

    private record Entry(
            @Nullable String auth,
            @Nullable String user,
            @Nullable String password,
            @Nullable String identityToken) {
        private static final Entry NONE = new Entry(null, null, null, null);

        private static Entry fromJson(JsonValue json) {
            return new Entry(
                    json.at("auth").textOrNull(),
                    json.at("username").textOrNull(),
                    json.at("password").textOrNull(),
                    json.at("identitytoken").textOrNull());
        }
    }

    /**
     * @param file that may be absent
     * @param helper asks the programs that the file names
     */
    public CredentialFile(Path file, CredentialHelper helper) {
        this.file = file;
        this.helper = helper;
    }

    /** The files of whoever runs this JVM, as {@link #ofUser} finds them, with the helpers that are found by the search path. */
    public static CredentialSource ofCaller() {
        Map<String, String> environment = System.getenv();
        return ofUser(
                environment,
                Path.of(System.getProperty("user.home")),
                new CredentialHelper(environment.getOrDefault("PATH", "/usr/bin:/bin"), HELPERS_PATIENCE));
    }

    /**
     * The files of a user, in the order in which they are asked: that of {@code REGISTRY_AUTH_FILE}, alone if it is given;
     * else {@code containers/auth.json} below {@code XDG_RUNTIME_DIR} and {@code XDG_CONFIG_HOME}, and Docker's
     * {@code config.json} in {@code DOCKER_CONFIG} or {@code ~/.docker} (containers-auth.json(5)).
     */
    public static CredentialSource ofUser(Map<String, String> environment, Path home, CredentialHelper helper) {
        List<Path> files = new ArrayList<>();
        String given = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
        if (given.isEmpty()) {
            BaseDirectory.SESSION.in(environment).ifPresent(dir -> files.add(dir.resolve("containers/auth.json")));
            files.add(BaseDirectory.CONFIGURATION
                    .in(environment)
                    .orElse(home.resolve(".config"))
                    .resolve("containers/auth.json"));
            String docker = environment.getOrDefault("DOCKER_CONFIG", "");
            files.add((docker.isEmpty() ? home.resolve(".docker") : Path.of(docker)).resolve("config.json"));
        } else {
            files.add(Path.of(given));
        }
        List<CredentialSource> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(new CredentialFile(file, helper));
        }
        return CredentialSource.firstOf(sources);
    }

    @Override
    public Optional<Credential> find(String registry, String repository) throws IOException, InterruptedException {
        Optional<Content> read = read();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Content content = read.get();
        for (String key : hosts(registry)) {
            String program = content.helpers().get(key);
            if (program != null) {
                return helper.find(program, key);
            }
        }
        for (String key : keys(registry, repository)) {
            Optional<Credential> credential = entry(content, key);
            if (credential.isPresent()) {
                return credential;
            }
        }
        return content.store() == null ? Optional.empty() : stored(content.store(), registry);
    }

    private Optional<Credential> stored(String program, String registry) throws IOException, InterruptedException {
        for (String key : hosts(registry)) {
            Optional<Credential> credential = helper.find(program, key);
            if (credential.isPresent()) {
                return credential;
            }
        }
        return Optional.empty();
    }

    private Optional<Content> read() throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JsonReader.read(Files.readAllBytes(file)).orNull(Content::fromJson));
        } catch (JsonException e) { // which quotes the file, and that has passwords
            throw new ImageException(
                    file.toString(), "the credentials in it cannot be read", "log in again, or mend the file");
        }
    }

    /** The most precise key goes first: repository, its folders, registry (containers-auth.json(5)). */
    private static Set<String> keys(String registry, String repository) {
        Set<String> keys = new LinkedHashSet<>();
        for (String path = repository; !path.isEmpty(); path = path.substring(0, Math.max(0, path.lastIndexOf('/')))) {
            keys.add(registry + "/" + path);
        }
        for (String host : hosts(registry)) {
            keys.add(host);
            keys.add("https://" + host);
            keys.add("https://" + host + "/");
            keys.add("https://" + host + "/v1/");
            keys.add("https://" + host + "/v2/");
            keys.add("http://" + host);
        }
        return keys;
    }

    private static List<String> hosts(String registry) {
        return registry.equals(Reference.DEFAULT_REGISTRY)
                ? List.of(registry, DOCKER_HUB_KEY, "index.docker.io", "registry-1.docker.io")
                : List.of(registry);
    }

    private Optional<Credential> entry(Content content, String key) throws ImageException {
        Entry entry = content.entries().get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.identityToken() != null && !entry.identityToken().isEmpty()) {
            return Optional.of(Credential.identityToken(entry.identityToken()));
        }
        if (entry.user() != null && entry.password() != null) {
            return Optional.of(Credential.password(entry.user(), entry.password()));
        }
        return entry.auth() == null || entry.auth().isEmpty()
                ? Optional.empty() // a helper has it
                : Optional.of(decode(key, entry.auth()));
    }

    private Credential decode(String key, String auth) throws ImageException {
        try {
            String text = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon >= 0) {
                // Docker once filled up with zeros
                return Credential.password(
                        text.substring(0, colon), text.substring(colon + 1).replaceAll("\0+$", ""));
            }
        } catch (IllegalArgumentException e) {
            // told below, without the text
        }
        throw new ImageException(
                file.toString(), "the entry for " + key + " is not a name and a password in Base 64", "log in again");
    }
}
