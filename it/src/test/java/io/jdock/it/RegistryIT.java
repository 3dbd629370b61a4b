package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Images come from a registry and go to it, with root and without. */
@ParameterizedClass
@EnumSource
class RegistryIT {
    private static final Path REGISTRY = Path.of("/usr/bin/docker-registry");
    private static final Path UMOCI = Path.of("/usr/bin/umoci");
    private static final Path SKOPEO = Path.of("/usr/bin/skopeo");
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    @Parameter
    Caller caller;

    private Process registry;
    private String authority;
    private Path directory;
    private Path data;
    private MavenBuild build;

    @BeforeEach
    void startRegistry() throws Exception {
        assumeTrue(Files.isExecutable(REGISTRY), "docker-registry is not installed");
        assumeTrue(Files.isExecutable(UMOCI), "umoci is not installed");
        assumeTrue(Files.isExecutable(SKOPEO), "skopeo is not installed");
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        caller.assumeAvailable();
        Path target = Path.of(System.getProperty("jdock.it.target"));
        directory = Files.createTempDirectory(Files.createDirectories(target.resolve("builds")), "registry-");
        authority = "127.0.0.1:" + freePort();
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nstorage: {filesystem: {rootdirectory: " + directory.resolve("registry")
                        + "}}\nhttp: {addr: '" + authority + "'}\n");
        registry = new ProcessBuilder(REGISTRY.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        awaitListening(registry);
        Path layout = makeImage();
        run(
                SKOPEO.toString(),
                "--insecure-policy",
                "copy",
                "--dest-tls-verify=false",
                "oci:" + layout + ":v1",
                "docker://" + authority + "/shop/shell:1");
        data = Files.createDirectory(directory.resolve("data"));
        caller.own(data);
        run("chmod", "-R", "a+rX", directory.toString());
        build = MavenBuild.of("probe").by(caller).with("XDG_DATA_HOME", data.toString());
    }

    @AfterEach
    void stopRegistry() {
        if (registry != null) {
            registry.destroy();
        }
    }

    /** An image of a shell alone. */
    private Path makeImage() throws Exception {
        Path layout = directory.resolve("layout");
        String image = layout + ":v1";
        Path bundle = directory.resolve("bundle");
        run(UMOCI.toString(), "init", "--layout", layout.toString());
        run(UMOCI.toString(), "new", "--image", image);
        run(UMOCI.toString(), "unpack", "--rootless", "--image", image, bundle.toString());
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        Files.copy(BUSYBOX, bin.resolve("sh"));
        run(UMOCI.toString(), "repack", "--image", image, bundle.toString());
        run(UMOCI.toString(), "config", "--image", image, "--config.entrypoint", "sh", "--config.entrypoint", "-c");
        return layout;
    }

    @Test
    void anImageIsPulledRunTaggedPushedAndRemoved() throws Exception {
        String image = "-Djdock.image=" + authority + "/shop/shell:1";
        String plain = "-Djdock.registries=http://" + authority;
        String copy = authority + "/shop/copy:2";

        FinishedBuild run = build.run(
                "jdock:run", image, plain, "-Djdock.imageCommand", "-Djdock.arguments='echo from a registry: /bin/*'");
        assertThat(run.output())
                .contains("from a registry: /bin/sh\n", "Pulled " + authority + "/shop/shell:1: 1 layer");
        assertThat(run.status()).isZero();

        assertThat(build.run("jdock:pull", image, plain).output())
                .contains("Pulled " + authority + "/shop/shell:1: nothing has changed");
        assertThat(build.run("jdock:tag", image, "-Djdock.tag=" + copy).status())
                .isZero();
        assertThat(build.run("jdock:push", "-Djdock.image=" + copy, plain).output())
                .contains("Pushed " + copy + ": 1 layer, of which 1 had to be transferred");
        assertThat(build.run("jdock:inspect", image).output()).contains("\"Entrypoint\" : [ \"sh\", \"-c\" ]");
        assertThat(build.run("jdock:rmi", image).status()).isZero();
        assertThat(build.run("jdock:images").output()).contains(copy).doesNotContain("/shop/shell:1");

        FinishedBuild offline = build.run(
                "-o", "jdock:run", "-Djdock.image=" + copy, "-Djdock.imageCommand", "-Djdock.arguments='echo offline'");
        assertThat(offline.output()).contains("offline\n");
        assertThat(offline.status()).isZero();
        Path file = data.resolve("shell.tar");
        assertThat(build.run(
                                "jdock:save",
                                "jdock:load",
                                "jdock:export",
                                "jdock:import",
                                "-Djdock.image=" + copy,
                                "-Djdock.target=docker-archive:" + file,
                                "-Djdock.file=" + file)
                        .output())
                .contains("Saved 1 image to ", "Loaded " + copy, "Exported " + copy, "Imported " + copy);
        assertThat(build.run("jdock:prune", "-Djdock.age=1ms").output()).contains("Freed ");
        assertThat(build.run("jdock:load", "-Djdock.file=" + directory.resolve("layout"), "-Djdock.image=loaded:1")
                        .output())
                .contains("Loaded loaded:1\n");
        FinishedBuild unknown = build.run("-o", "jdock:run", image, plain, "-Djdock.imageCommand");
        assertThat(unknown.output()).contains(authority + "/shop/shell:1: Maven is offline, and a registry is needed");
        assertThat(unknown.status()).isNotZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("listening on")) {
                Thread rest = new Thread(() -> output.lines().forEach(said -> {}), "registry-output");
                rest.setDaemon(true);
                rest.start();
                return;
            }
        }
        throw new IOException("docker-registry ended");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
