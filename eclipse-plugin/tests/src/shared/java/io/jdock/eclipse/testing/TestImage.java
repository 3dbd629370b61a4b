package io.jdock.eclipse.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An OCI image of one layer, in a directory. */
public final class TestImage {
    /** What its media types begin with. */
    public static final String OCI = "application/vnd.oci.image.";

    public static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    /** A line of ldd(1). */
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private TestImage() {}

    /** Makes a layer smaller. */
    public interface Compression {
        byte[] compress(byte[] tar) throws Exception;
    }

    /**
     * Writes the layout.
     *
     * @param tar the layer
     * @param config what is run, in JSON
     */
    public static Path layout(Path layout, byte[] tar, String config) throws Exception {
        return layout(layout, tar, "", bytes -> bytes, config);
    }

    /** @param suffix of the layer's media type, which tells the method */
    private static Path layout(Path layout, byte[] tar, String suffix, Compression compression, String config)
            throws Exception {
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        String configuration = blob(
                blobs, OCI + "config.v1+json", ("""
                {"architecture": "%s", "os": "linux", "created": "2026-01-02T03:04:05Z", "config": %s,
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}""".formatted(architecture(), config, sha256(tar))).getBytes(UTF_8));
        String content = blob(blobs, OCI + "layer.v1.tar" + suffix, compression.compress(tar));
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

    /**
     * Writes the layout of an image that has the libraries which this machine's JDK is linked with, and the file
     * {@code /made-for-the-image}; its layer is compressed.
     *
     * @param zstd compresses as Zstandard does
     */
    public static Path ofLibraries(Path layout, Compression zstd) throws Exception {
        Path root = Files.createDirectories(layout.resolveSibling("root"));
        Files.writeString(root.resolve("made-for-the-image"), "in a layer");
        copyLibraries(Path.of(System.getProperty("java.home")), root);
        return layout(layout, archive(root), "+zstd", zstd, "{}");
    }

    /**
     * Writes the layout of an image whose system is a Java runtime in {@code /opt/java}, of a few modules, and those libraries of this
     * machine that it is linked with.
     */
    public static Path ofJava(Path layout) throws Exception {
        Path root = layout.resolveSibling("root");
        Path java = Path.of(System.getProperty("java.home"));
        Path linked = root.resolve("opt/java");
        Files.createDirectories(linked.getParent());
        outputOf(
                java.resolve("bin/jlink").toString(),
                "-J-XX:TieredStopAtLevel=1", // it does not live long
                "--add-modules",
                "java.base,java.instrument,jdk.jdwp.agent",
                "--output",
                linked.toString());
        copyLibraries(linked, root);
        Files.createDirectory(root.resolve("etc"));
        Files.writeString(root.resolve("etc/nsswitch.conf"), "hosts: files\n");
        return layout(layout, archive(root), """
                {"Env": ["JAVA_HOME=/opt/java", "PATH=/opt/java/bin:/usr/bin"]}""");
    }

    /** What a JDK is linked with and has not itself. */
    private static void copyLibraries(Path jdk, Path root) throws Exception {
        for (Path program : List.of(jdk.resolve("bin/java"), jdk.resolve("lib/server/libjvm.so"))) {
            Matcher libraries = LIBRARY.matcher(outputOf("ldd", program.toString()));
            while (libraries.find()) {
                Path library = Path.of(libraries.group(1));
                if (!library.startsWith(jdk)) {
                    Path copy = root.resolve(library.toString().substring(1));
                    Files.createDirectories(copy.getParent());
                    Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                    copy.toFile().setExecutable(true, false);
                }
            }
        }
    }

    /** The layout of an image that has what a JDK is known by, and nothing that works; found by the path of programs. */
    public static Path likeAJdk(Path layout) throws Exception {
        Path root = layout.resolveSibling("root");
        Path jdk = root.resolve("usr/lib/jvm/jdk-21");
        for (String file : List.of("bin/java", "lib/modules")) {
            Files.createDirectories(jdk.resolve(file).getParent());
            Files.writeString(jdk.resolve(file), "of the image");
        }
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.4\"\n");
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(root.resolve("usr/bin/java"), Path.of("/usr/lib/jvm/jdk-21/bin/java"));
        return layout(layout, archive(root), "{}");
    }

    /** The layout of an image that has BusyBox alone, in {@code /bin/busybox}. */
    public static Path ofBusybox(Path layout, String config) throws Exception {
        Path programs = Files.createDirectories(layout.resolveSibling("root/bin"));
        Files.copy(BUSYBOX, programs.resolve("busybox"));
        programs.resolve("busybox").toFile().setExecutable(true, false);
        return layout(layout, archive(programs.getParent()), config);
    }

    /** The layout of an image that no store has yet. */
    public static Path unique(Path layout) throws Exception {
        Path root = Files.createDirectories(layout.resolveSibling("root"));
        Files.writeString(root.resolve("id"), UUID.randomUUID().toString());
        return layout(layout, archive(root), "{}");
    }

    private static byte[] archive(Path root) throws Exception {
        Path tar = root.resolveSibling("layer.tar");
        outputOf("tar", "-C", root.toString(), "-cf", tar.toString(), ".");
        return Files.readAllBytes(tar);
    }

    private static String outputOf(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
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

    public static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
