package io.jdock.image.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Debian's {@code docker-registry}, run for a test on a port of the loopback interface. */
final class DockerRegistry implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    /** Who may come in where a password is wanted. */
    static final Credential ANN = Credential.password("ann", "secret");

    private static final String HTPASSWD = "ann:$2y$05$Te4QkmNTWq556iloywWYPutlNOieGUbB0sxuGIMIhL4rMlSuWfgua\n";
    private static final String STORE_PASSWORD = "changeit";

    private final Process process;
    private final String authority;
    private final Optional<Path> certificate;

    private DockerRegistry(Process process, String authority, Optional<Path> certificate) {
        this.process = process;
        this.authority = authority;
        this.certificate = certificate;
    }

    /**
     * Starts one, and returns when it listens.
     *
     * @param directory for its files
     */
    static DockerRegistry start(Path directory, boolean password, boolean tls) throws Exception {
        String authority = "127.0.0.1:" + freePort();
        StringBuilder config =
                new StringBuilder("version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: "
                        + directory.resolve("data") + "}}\nhttp:\n  addr: " + authority + "\n");
        Optional<Path> certificate = Optional.empty();
        if (tls) {
            certificate = Optional.of(makeCertificate(directory));
            config.append(
                    "  tls: {certificate: " + certificate.get() + ", key: " + directory.resolve("key.pem") + "}\n");
        }
        if (password) {
            Path users = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
            config.append("auth: {htpasswd: {realm: shop, path: " + users + "}}\n");
        }
        Path file = Files.writeString(directory.resolve("config.yml"), config);
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", file.toString())
                .redirectErrorStream(true)
                .start();
        awaitListening(process);
        return new DockerRegistry(process, authority, certificate);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** It says so; what it says afterwards is read too, for it would wait for a reader otherwise. */
    private static void awaitListening(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains("listening on")) {
                Thread rest = new Thread(() -> drain(output), "docker-registry-output");
                rest.setDaemon(true);
                rest.start();
                return;
            }
        }
        throw new IOException("docker-registry ended: " + said);
    }

    private static void drain(BufferedReader output) {
        try {
            while (output.readLine() != null) {
                // nobody wants to know
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A certificate that only itself vouches for. */
    private static Path makeCertificate(Path directory)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "registry",
                        "-dname",
                        "CN=registry of a test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storepass",
                        STORE_PASSWORD,
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
        Path certificate = directory.resolve("certificate.pem");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("registry").getEncoded()));
        Files.writeString(
                directory.resolve("key.pem"),
                pem(
                        "PRIVATE KEY",
                        keys.getKey("registry", STORE_PASSWORD.toCharArray()).getEncoded()));
        return certificate;
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    /** Host and port. */
    String authority() {
        return authority;
    }

    /** What clients have to trust, if it speaks TLS. */
    Optional<Path> certificate() {
        return certificate;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
