package io.jdock.eclipse.jdt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jdock.eclipse.testing.TestImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real registry, which has one image. */
final class TestRegistry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
    private static final Path SKOPEO = Path.of("/usr/bin/skopeo");

    private final Process process;
    private final String host;

    private TestRegistry(Process process, String host) {
        this.process = process;
        this.host = host;
    }

    /** For {@code @EnabledIf}. */
    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM) && Files.isExecutable(SKOPEO);
    }

    /** @param name of the image, without the registry */
    static TestRegistry with(String name, Path directory) throws Exception {
        // Of nothing: two blocks of zeros, filled up.
        return with(name, TestImage.layout(directory.resolve("layout"), new byte[10240], "{}"), directory);
    }

    /** @param layout of the image */
    static TestRegistry with(String name, Path layout, Path directory) throws Exception {
        String host = "127.0.0.1:" + freePort();
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: " + directory.resolve("data")
                        + "}}\nhttp: {addr: '" + host + "'}\n");
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        awaitListening(process);
        ProcessBuilder sending = new ProcessBuilder(
                SKOPEO.toString(), "copy", "--dest-tls-verify=false", "oci:" + layout, "docker://" + host + "/" + name);
        sending.environment().put("XDG_RUNTIME_DIR", directory.toString()); // no credentials of the machine's
        Process copy = sending.redirectErrorStream(true).start();
        String said = new String(copy.getInputStream().readAllBytes(), UTF_8);
        if (copy.waitFor() != 0) {
            process.destroyForcibly();
            throw new IOException(said);
        }
        return new TestRegistry(process, host);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** It says so. */
    private static void awaitListening(Process process) throws IOException {
        BufferedReader output = process.inputReader(UTF_8);
        String line;
        do {
            line = output.readLine();
            if (line == null) {
                throw new IOException("docker-registry ended");
            }
        } while (!line.contains("listening on"));
        Thread rest = new Thread(() -> output.lines().forEach(any -> {}), "docker-registry-output");
        rest.setDaemon(true);
        rest.start();
    }

    // ---- what it has

    String host() {
        return host;
    }

    boolean has(String repository, String tag) throws IOException, InterruptedException {
        URI manifest = URI.create("http://" + host + "/v2/" + repository + "/manifests/" + tag);
        HttpRequest request = HttpRequest.newBuilder(manifest)
                .header("Accept", TestImage.OCI + "manifest.v1+json")
                .build();
        return HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
