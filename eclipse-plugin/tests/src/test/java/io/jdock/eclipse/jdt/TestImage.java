package io.jdock.eclipse.jdt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** An OCI image of one layer, in a directory. */
final class TestImage {
    /** What its media types begin with. */
    static final String OCI = "application/vnd.oci.image.";

    private TestImage() {}

    /**
     * Writes the layout.
     *
     * @param tar the layer
     * @param config what is run, in JSON
     */
    static Path layout(Path layout, byte[] tar, String config) throws Exception {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(layer)) {
            gzip.write(tar);
        }
        String configuration = blob(
                blobs, OCI + "config.v1+json", ("""
                {"architecture": "%s", "os": "linux", "created": "2026-01-02T03:04:05Z", "config": %s,
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}""".formatted(architecture(), config, sha256(tar))).getBytes(UTF_8));
        String content = blob(blobs, OCI + "layer.v1.tar+gzip", layer.toByteArray());
        String manifest =
                blob(blobs, OCI + "manifest.v1+json", ("""
                {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                 "config": %s, "layers": [%s]}""".formatted(configuration, content)).getBytes(UTF_8));
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
}
