package io.jdock.eclipse.jdt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** A real registry, which has one image. */
final class TestRegistry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
    private static final Path SKOPEO = Path.of("/usr/bin/skopeo");
    private static final String OCI = "application/vnd.oci.image.";

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
        String host = "127.0.0.1:" + freePort();
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: " + directory.resolve("data")
                        + "}}\nhttp: {addr: '" + host + "'}\n");
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        awaitListening(process);
        Path layout = layout(directory.resolve("layout"));
        Process copy = new ProcessBuilder(
                        SKOPEO.toString(),
                        "copy",
                        "--dest-tls-verify=false",
                        "oci:" + layout,
                        "docker://" + host + "/" + name)
                .redirectErrorStream(true)
                .start();
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

    // ---- the image

    private static Path layout(Path layout) throws Exception {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        byte[] tar = new byte[10240]; // of nothing: two blocks of zeros, filled up
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(layer)) {
            gzip.write(tar);
        }
        String config =
                blob(blobs, OCI + "config.v1+json", ("""
                {"architecture": "%s", "os": "linux", "created": "2026-01-02T03:04:05Z",
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}""".formatted(architecture(), sha256(tar))).getBytes(UTF_8));
        String content = blob(blobs, OCI + "layer.v1.tar+gzip", layer.toByteArray());
        String manifest = blob(blobs, OCI + "manifest.v1+json", ("""
                {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                 "config": %s, "layers": [%s]}""".formatted(config, content)).getBytes(UTF_8));
        Files.writeString(layout.resolve("index.json"), """
                {"schemaVersion": 2, "manifests": [%s]}""".formatted(manifest));
        Files.writeString(layout.resolve("oci-layout"), """
                {"imageLayoutVersion": "1.0.0"}""");
        return layout;
    }

    /** Keeps a blob, and says which it is. */
    private static String blob(Path blobs, String mediaType, byte[] content) throws Exception {
        Files.write(blobs.resolve(sha256(content)), content);
        return """
                {"mediaType": "%s", "digest": "sha256:%s", "size": %d}""".formatted(mediaType, sha256(content), content.length);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    // ---- what it has

    String host() {
        return host;
    }

    boolean has(String repository, String tag) throws IOException, InterruptedException {
        URI manifest = URI.create("http://" + host + "/v2/" + repository + "/manifests/" + tag);
        HttpRequest request = HttpRequest.newBuilder(manifest)
                .header("Accept", OCI + "manifest.v1+json")
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
