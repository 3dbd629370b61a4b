package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialFileTest {
    @TempDir
    private Path directory;

    private CredentialHelper helper;

    @BeforeEach
    void makeHelper() {
        helper = new CredentialHelper("/nonsuch:" + directory, Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:5000,localhost:5000",
        "registry.example.org,registry.example.org",
        "https://registry.example.org,registry.example.org",
        "https://registry.example.org/v2/,registry.example.org",
        "https://index.docker.io/v1/,docker.io",
        "docker.io,docker.io"
    })
    void readsNameAndPassword(String key, String registry) throws Exception {
        Path file = write("{\"auths\":{\"" + key + "\":{\"auth\":\"" + base64("ann:a:b") + "\"}}}");

        assertThat(find(file, registry)).contains(Credential.password("ann", "a:b"));
        assertThat(find(file, "other.example.org")).isEmpty();
    }

    @Test
    void aKeyForTheRepositoryGoesFirst() throws Exception {
        Path file = write("{\"auths\":{\"r.example.org\":{\"auth\":\"" + base64("all:1")
                + "\"},\"r.example.org/shop\":{\"auth\":\"" + base64("shop:2") + "\"}}}");

        assertThat(find(file, "r.example.org", "shop/app")).contains(Credential.password("shop", "2"));
        assertThat(find(file, "r.example.org", "shops/app")).contains(Credential.password("all", "1"));
    }

    @Test
    void readsIdentityTokens() throws Exception {
        Path file =
                write("{\"auths\":{\"r.example.org\":{\"auth\":\"" + base64("x:") + "\",\"identitytoken\":\"t\"}}}");

        assertThat(find(file, "r.example.org")).contains(Credential.identityToken("t"));
    }

    @Test
    void asksTheHelperOfTheRegistry() throws Exception {
        program(
                "docker-credential-one",
                "read server; echo \"{\\\"ServerURL\\\":\\\"$server\\\","
                        + "\\\"Username\\\":\\\"$1-$server\\\",\\\"Secret\\\":\\\"s\\\"}\"");
        Path file = write("{\"auths\":{\"r.example.org\":{}},\"credHelpers\":{\"r.example.org\":\"one\"}}");

        assertThat(find(file, "r.example.org")).contains(Credential.password("get-r.example.org", "s"));
    }

    @Test
    void asksTheStoreForAllOthers() throws Exception {
        program(
                "docker-credential-store",
                "read server; case $server in https://index.docker.io/v1/)"
                        + " echo '{\"Username\":\"<token>\",\"Secret\":\"id\"}';;"
                        + " *) echo credentials not found in native keychain; exit 1;; esac");
        Path file = write("{\"auths\":{},\"credsStore\":\"store\"}");

        assertThat(find(file, "docker.io")).contains(Credential.identityToken("id"));
        assertThat(find(file, "r.example.org")).isEmpty();
    }

    @Test
    void tellsOfHelpersThatFailAndThatAreMissing() throws IOException {
        program("docker-credential-locked", "echo the keyring is locked; exit 3");
        Path locked = write("{\"credsStore\":\"locked\"}");
        assertThatThrownBy(() -> find(locked, "r.example.org"))
                .isInstanceOf(ImageException.class)
                .hasMessage("docker-credential-locked: asked for r.example.org it failed with exit status 3:"
                        + " the keyring is locked");

        Path missing = write("{\"credsStore\":\"../../bin/sh\"}");
        assertThatThrownBy(() -> find(missing, "r.example.org"))
                .hasMessageStartingWith(
                        "docker-credential-../../bin/sh: the credential helper is not on the search path");
    }

    @Test
    void anErrorInTheFileDoesNotShowItsSecrets() throws IOException {
        Path file = write("{\"auths\":{\"r.example.org\":{\"auth\":\"c2VjcmV0\" oops}}}");

        assertThatThrownBy(() -> find(file, "r.example.org"))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(file + ": the credentials in it cannot be read")
                .hasMessageNotContaining("c2VjcmV0");
        assertThat(Credential.password("ann", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void whatIsNullOrEmptyInTheFileIsNotThere() throws Exception {
        assertThat(find(write("{\"auths\":null,\"credHelpers\":null,\"credsStore\":null}"), "r.example.org"))
                .isEmpty();
        assertThat(find(
                        write("{\"auths\":{\"r.example.org\":null,\"https://r.example.org\":{\"auth\":\"\"}}}"),
                        "r.example.org"))
                .isEmpty();
        assertThat(find(write("{\"HttpHeaders\":{\"User-Agent\":\"x\"}}"), "r.example.org"))
                .isEmpty();
    }

    @Test
    void anAnswerOfAHelperThatIsNoneIsRefused() throws Exception {
        program("docker-credential-half", "echo '{\"Username\":\"ann\"}'");
        Path half = write("{\"credsStore\":\"half\"}");
        assertThatThrownBy(() -> find(half, "r.example.org"))
                .isInstanceOf(ImageException.class)
                .hasMessage("docker-credential-half: its answer is not understood");

        program("docker-credential-half", "echo 'c2VjcmV0'");
        assertThatThrownBy(() -> find(half, "r.example.org"))
                .hasMessage("docker-credential-half: its answer is not understood");
    }

    @Test
    void theFilesOfTheUserAreAskedInTurn() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        Path runtime = Files.createDirectory(directory.resolve("run"));
        put(home.resolve(".docker/config.json"), "docker");
        CredentialSource source = CredentialFile.ofUser(Map.of("XDG_RUNTIME_DIR", runtime.toString()), home, helper);
        assertThat(source.find("r.example.org", "a")).contains(Credential.password("docker", ""));

        put(runtime.resolve("containers/auth.json"), "podman");
        assertThat(source.find("r.example.org", "a")).contains(Credential.password("podman", ""));

        Path given = directory.resolve("given.json");
        put(given, "given");
        CredentialSource other = CredentialFile.ofUser(Map.of("REGISTRY_AUTH_FILE", given.toString()), home, helper);
        assertThat(other.find("r.example.org", "a")).contains(Credential.password("given", ""));
    }

    private static void put(Path file, String user) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"auths\":{\"r.example.org\":{\"auth\":\"" + base64(user + ":") + "\"}}}");
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("config.json"), content);
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Optional<Credential> find(Path file, String registry) throws IOException, InterruptedException {
        return find(file, registry, "shop/app");
    }

    private Optional<Credential> find(Path file, String registry, String repository)
            throws IOException, InterruptedException {
        return new CredentialFile(file, helper).find(registry, repository);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
