package io.jdock.eclipse.installation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;

/** An OCI image of one layer, with no more of this machine's libraries than a JVM is linked with. */
final class SmallImage {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private SmallImage() {}

    /**
     * Writes the layout.
     *
     * @param runtime the bundle by whose zstd library the layer is compressed
     */
    static Path write(Path layout, Bundle runtime) throws Exception {
        Path root = Files.createDirectories(layout.resolveSibling("root"));
        Files.writeString(root.resolve("made-for-the-image"), "in a layer");
        Path java = Path.of(System.getProperty("java.home"));
        for (Path linked : List.of(java.resolve("bin/java"), java.resolve("lib/server/libjvm.so"))) {
            Matcher libraries = LIBRARY.matcher(outputOf("ldd", linked.toString()));
            while (libraries.find()) {
                Path library = Path.of(libraries.group(1));
                if (!library.startsWith(java)) {
                    Path copy = root.resolve(library.toString().substring(1));
                    Files.createDirectories(copy.getParent());
                    Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                    copy.toFile().setExecutable(true, false);
                }
            }
        }
        Path tar = layout.resolveSibling("layer.tar");
        outputOf("tar", "-C", root.toString(), "-cf", tar.toString(), ".");
        return layoutOf(layout, Files.readAllBytes(tar), runtime);
    }

    private static Path layoutOf(Path layout, byte[] tar, Bundle runtime) throws Exception {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (OutputStream zstd = (OutputStream) runtime.loadClass("com.github.luben.zstd.ZstdOutputStream")
                .getConstructor(OutputStream.class)
                .newInstance(layer)) {
            zstd.write(tar);
        }
        String config = descriptor(
                blobs,
                "application/vnd.oci.image.config.v1+json",
                ("""
                {"architecture": "%s", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}""".formatted(architecture(), sha256(tar))).getBytes(UTF_8));
        String content = descriptor(blobs, "application/vnd.oci.image.layer.v1.tar+zstd", layer.toByteArray());
        String manifest = descriptor(
                blobs, "application/vnd.oci.image.manifest.v1+json", ("""
                {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": %s, "layers": [%s]}""".formatted(config, content)).getBytes(UTF_8));
        Files.writeString(layout.resolve("index.json"), """
                {"schemaVersion": 2, "manifests": [%s]}""".formatted(manifest));
        Files.writeString(layout.resolve("oci-layout"), """
                {"imageLayoutVersion": "1.0.0"}""");
        return layout;
    }

    /** Keeps a blob, and says which it is. */
    private static String descriptor(Path blobs, String mediaType, byte[] blob) throws Exception {
        Files.write(blobs.resolve(sha256(blob)), blob);
        return """
                {"mediaType": "%s", "digest": "sha256:%s", "size": %d}""".formatted(mediaType, sha256(blob), blob.length);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static String outputOf(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
