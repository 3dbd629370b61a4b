package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.host.OverlaySupport;
import io.jdock.image.ImageArchive;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.OwnedDirectory;
import io.jdock.image.Tar;
import io.jdock.image.UnpackLimits;
import io.jdock.kernel.Architecture;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images from their files to a container that runs in them. */
class ImagesTest {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    @TempDir
    private Path directory;

    private final Containers containers = new Containers();
    private final List<String> notes = new ArrayList<>();
    private LocalStore store;
    private Images images;

    @BeforeEach
    void openStore() throws IOException {
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        store = LocalStore.open(directory.resolve("store"));
        images = new Images(containers.engine().host(), store, UnpackLimits.DEFAULT);
    }

    @AfterEach
    void stop() throws IOException {
        containers.close();
        Stores.empty(containers.engine().host(), store);
    }

    private static Tar baseLayer() throws IOException {
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        Tar tar = new Tar().directory("bin", 0755).file("bin/busybox", Files.readAllBytes(BUSYBOX), 0755);
        for (String tool : List.of("sh", "cat", "id", "ls", "echo", "env", "pwd", "stat", "rm")) {
            tar.symbolicLink("bin/" + tool, "busybox");
        }
        return tar.directory("etc", 0755)
                .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:1000:1001::/home/ann:/bin/sh\n")
                .file("etc/group", "root:x:0:\nann:x:1001:\nstaff:x:50:ann\n")
                .file("etc/gone", "of the base")
                .file("etc/kept", "of the base")
                .directory("srv", 0755)
                .file("srv/old", "of the base")
                .directory("work", 0777);
    }

    private static Tar topLayer() {
        return new Tar()
                .file("etc/.wh.gone", "")
                .file("etc/kept", "of the top")
                .directory("srv", 0755)
                .file("srv/.wh..wh..opq", "")
                .file("srv/new", "of the top");
    }

    private ContentDescriptor image(ImageConfig config, Tar... tars) throws IOException {
        List<ContentDescriptor> layers = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>();
        for (Tar tar : tars) {
            byte[] archive = tar.bytes();
            diffIds.add(Digest.sha256(archive));
            layers.add(store.write(MediaTypes.IMAGE_LAYER_GZIP, gzip(archive)));
        }
        return image(config, layers, diffIds);
    }

    private ContentDescriptor image(ImageConfig config, List<ContentDescriptor> layers, List<Digest> diffIds)
            throws IOException {
        ConfigWriter writer = new ConfigWriter();
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Image image = new Image(
                null,
                null,
                architecture,
                "linux",
                null,
                List.of(),
                null,
                config,
                new Image.RootFs(Image.RootFs.LAYERS, diffIds),
                List.of());
        ContentDescriptor configuration = store.write(MediaTypes.IMAGE_CONFIG, writer.write(image));
        return store.write(MediaTypes.IMAGE_MANIFEST, writer.write(ImageManifest.of(configuration, layers)));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    private String run(ContentDescriptor image, String script) throws IOException {
        ContainerSpec.Builder spec = Containers.shell(script);
        images.prepare("test", image, notes::add).applyTo(spec);
        return containers.run(spec).text();
    }

    @Test
    void layersLieOverEachOtherAndHideWhatTheyTakeAway() throws IOException {
        ContentDescriptor image = image(ImageConfig.NONE, baseLayer(), topLayer());

        assertThat(run(image, "ls /etc; cat /etc/kept; echo; ls /srv; cat /srv/new")
                        .lines())
                .containsSubsequence("group", "kept", "passwd", "of the top", "new", "of the top")
                .doesNotContain("gone", "old");
    }

    @Test
    void whereTheKernelHasNoOverlaysEachContainerHasACopy() throws IOException {
        HostFacts host = withoutOverlays(containers.engine().host());
        Path copies = directory.resolve("copies");
        ContentDescriptor image = image(ImageConfig.NONE, baseLayer(), topLayer());
        ContainerSpec.Builder spec = Containers.shell(
                "ls /etc; cat /etc/kept; ls /srv; echo x > /srv/more; stat -c %u:%a /srv /bin/busybox");
        Jdock engine = new Jdock(
                host, new SeccompFilters(Architecture.current()), new RootCopies(host, () -> copies), Optional.empty());

        try (Containers inCopies = new Containers(engine)) {
            new Images(host, store, UnpackLimits.DEFAULT)
                    .prepare("test", image, notes::add)
                    .applyTo(spec);
            for (int i = 0; i < 2; i++) {
                assertThat(inCopies.run(spec).text())
                        .isEqualTo("group\nhosts\nkept\npasswd\nof the topnew\n0:755\n0:755");
            }
        }
        assertThat(copies).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftOfACopyGoesWithTheNext() throws IOException {
        Path copies = Files.createDirectories(directory.resolve("copies"));
        Files.createFile(copies.resolve("left.lock"));
        Files.createDirectories(copies.resolve("left/root/etc"));

        try (OwnedDirectory made = OwnedDirectory.make(copies, Optional.empty())) {
            assertThat(copies.resolve("left")).doesNotExist();
            assertThat(copies.resolve("left.lock")).doesNotExist();
            assertThat(made.directory()).isDirectory();
        }
        assertThat(copies).isEmptyDirectory();
    }

    /** Not before somebody starts another one, or prunes the store: nobody is there any more to do it. */
    @Test
    void aCopyWhoseOwnerIsKilledGoesWhenTheStoreIsPruned() throws Exception {
        HostFacts host = withoutOverlays(containers.engine().host());
        RootFileSystem.Layers root = new Images(host, store, UnpackLimits.DEFAULT)
                .prepare("test", image(ImageConfig.NONE, baseLayer()), notes::add)
                .root();
        Process owner = OtherJvm.start(
                OwnerOfACopy.class,
                root.directories().get(0).toString(),
                store.copies().toString());
        List<ProcessHandle> all;
        try {
            assertThat(Containers.line(owner)).isEqualTo("started");
            all = owner.descendants().toList();
            assertThat(all).isNotEmpty();
        } finally {
            owner.destroyForcibly();
        }
        owner.waitFor();
        all.forEach(process -> process.onExit().join());
        try (Stream<Path> left = Files.list(store.copies())) {
            assertThat(left).hasSize(2); // the copy, and its lock
        }

        Images.prune(containers.engine().host(), store, Duration.ofDays(1));

        assertThat(store.copies()).isEmptyDirectory();
    }

    /** Starts a container in a copy of a root, and waits to be killed. */
    static final class OwnerOfACopy {
        public static void main(String... arguments) throws IOException {
            HostFacts host = withoutOverlays(HostProbe.probe());
            Jdock engine = new Jdock(
                    host,
                    new SeccompFilters(Architecture.current()),
                    new RootCopies(host, () -> Path.of(arguments[1])),
                    Optional.empty());
            Container container =
                    engine.start(Containers.shell("echo > /written; echo started; exec busybox sleep 1000")
                            .root(new RootFileSystem.Layers(List.of(Path.of(arguments[0]))))
                            .build());
            System.out.println(Containers.line(container));
            System.in.read();
        }
    }

    private static HostFacts withoutOverlays(HostFacts host) {
        return new HostFacts(
                host.kernel(),
                host.architecture(),
                host.caller(),
                host.cgroups(),
                host.namespaces(),
                host.userNamespaces(),
                host.subordinateIds(),
                OverlaySupport.MISSING,
                host.security(),
                host.pidMaximum(),
                host.pressureStalls(),
                host.helpers(),
                host.emulators(),
                host.containedIn(),
                host.coversOfProc(),
                host.systemd(),
                host.resctrl(),
                host.forwarding());
    }

    @Test
    void whatTheApplicationWritesGoesAwayWithIt() throws IOException {
        ContentDescriptor image = image(ImageConfig.NONE, baseLayer());

        assertThat(run(image, "echo changed > /etc/kept; rm /etc/gone; cat /etc/kept"))
                .isEqualTo("changed");
        assertThat(run(image, "cat /etc/kept /etc/gone")).isEqualTo("of the baseof the base");
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "HOST"})
    void localhostIsKnownWhateverTheImageHas(NetworkMode network) throws IOException {
        ContentDescriptor image = image(ImageConfig.NONE, baseLayer());

        ContainerSpec.Builder spec = Containers.shell("cat /etc/hosts").network(network);
        images.prepare("test", image, notes::add).applyTo(spec);

        assertThat(containers.run(spec).text()).containsPattern("(?m)^127\\.0\\.0\\.1\\s+localhost");
    }

    @Test
    void theImageSaysWhoWhereAndWithWhichVariables() throws IOException {
        ContentDescriptor image = image(
                ImageConfig.builder()
                        .user("ann")
                        .workingDir("/work")
                        .env(List.of("PATH=/bin", "GREETING=a=b"))
                        .build(),
                baseLayer());

        assertThat(run(image, "id -u; id -g; pwd; echo $GREETING; echo $PATH").lines())
                .containsExactly("1000", "1001", "/work", "a=b", "/bin");
    }

    private static Tar multiUserLayer() throws IOException {
        return baseLayer()
                .directory("data", 0755, 0, 0)
                .directory("data/db", 0700, 999, 998)
                .file("data/db/table", "rows", entry -> entry.setIds(999, 998))
                .file("data/db/setter", "", entry -> {
                    entry.setIds(999, 0);
                    entry.setMode(06755);
                })
                .symbolicLink("data/link", "db", 33, 34)
                .hardLink("data/table", "data/db/table");
    }

    /** Without root, whether there are subordinate ids or not: what it writes in the caller's directories is to be the caller's. */
    @Test
    void ofAnotherUserThanRootAllFilesAreThatUsersAndANoteSaysSo() throws IOException {
        assumeTrue(!containers.engine().host().privileged(), "about callers without root");
        ContentDescriptor image = image(ImageConfig.builder().user("ann").build(), multiUserLayer());

        assertThat(run(
                                image,
                                "id -u; stat -c '%n %u:%g' /data/db /data/db/table /etc/passwd;"
                                        + " echo more >>/data/db/table; cat /data/db/table")
                        .lines())
                .containsExactly(
                        "1000", "/data/db 1000:1001", "/data/db/table 1000:1001", "/etc/passwd 1000:1001", "rowsmore");
        assertThat(notes)
                .containsExactly(
                        "4 files belong to other users than root in the image; here they are the application's");
    }

    @Test
    void filesBelongToThoseThatTheImageSays() throws IOException {
        assumeTrue(containers.engine().host().canMapRanges(), "no ids but the caller's can be mapped: no newuidmap");
        ContentDescriptor image = image(ImageConfig.NONE, multiUserLayer());

        assertThat(run(
                                image,
                                "stat -c '%n %u:%g %a' /etc/passwd /data /data/db /data/db/table /data/db/setter"
                                        + " /data/link /data/table; cat /data/db/table")
                        .lines())
                .containsExactly(
                        "/etc/passwd 0:0 644",
                        "/data 0:0 755",
                        "/data/db 999:998 700",
                        "/data/db/table 999:998 644",
                        "/data/db/setter 999:0 6755",
                        "/data/link 33:34 777",
                        "/data/table 999:998 644",
                        "rows");
        assertThat(notes).isEmpty();
    }

    /** With root, files in directories of the host belong to the container's ids. */
    @Test
    void whatTheApplicationWritesInADirectoryOfTheCallerIsTheCallers() throws IOException {
        assumeTrue(!containers.engine().host().privileged(), "about callers without root");
        Path project = Files.createDirectory(directory.resolve("project"));
        for (String user : List.of("root", "ann", "7:50")) {
            ContentDescriptor image = image(ImageConfig.builder().user(user).build(), multiUserLayer());

            ContainerSpec.Builder spec = Containers.shell("echo x > " + project + "/" + user + "; cat /etc/kept");
            images.prepare("test", image, notes::add).applyTo(spec);

            assertThat(containers.run(spec.volume(Volume.writable(project))).text())
                    .isEqualTo("of the base");
            assertThat(Files.getOwner(project.resolve(user))).isEqualTo(Files.getOwner(project));
        }
    }

    @Test
    void layersWithFilesOfOthersAreRemovedWhenNobodyNeedsThem() throws IOException {
        ContentDescriptor image = image(ImageConfig.NONE, multiUserLayer());
        images.prepare("test", image, notes::add);

        assertThat(Images.prune(containers.engine().host(), store, Duration.ZERO)
                        .layers())
                .isEqualTo(1);
        try (var left = Files.walk(store.root().resolve("layers"))) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("sha256-")))
                    .isEmpty();
        }
    }

    /** Real-time signals are passed on as well. */
    @Test
    void theImageSaysWhatItsProgramIsAskedToEndBy() throws IOException {
        for (String signal : List.of("QUIT", "SIGRTMIN+3")) {
            ContainerImage image = images.prepare(
                    "test", image(ImageConfig.builder().stopSignal(signal).build(), baseLayer()), notes::add);
            ContainerSpec.Builder spec = Containers.shell("trap 'exit 7' QUIT 37; echo up; busybox sleep 1000 & wait");
            image.applyTo(spec);
            Container container = containers.start(spec);
            assertThat(Containers.line(container)).isEqualTo("up");
            container.destroy();
            assertThat(Containers.await(container)).as(signal).isEqualTo(7);
        }
    }

    @Test
    void whatAnImageSaysAboutItsHealth() throws IOException {
        assertThat(healthOf(List.of(), 0)).isEmpty();
        assertThat(healthOf(List.of("NONE"), 0)).isEmpty();
        assertThat(healthOf(List.of("CMD", "curl", "-f", "localhost"), 0))
                .contains(HealthCheck.of("curl", "-f", "localhost"));
        assertThat(healthOf(List.of("CMD-SHELL", "a || b"), 5_000_000_000L))
                .contains(HealthCheck.of("/bin/sh", "-c", "a || b").withTimeout(Duration.ofSeconds(5)));
    }

    @Test
    void anImageSaysHowOftenItsHealthIsLookedAfter() throws IOException {
        long second = 1_000_000_000;
        Healthcheck check = new Healthcheck(List.of("CMD", "true"), 7 * second, 0, 60 * second, 2 * second, 5);

        assertThat(healthOf(check))
                .contains(HealthCheck.of("true")
                        .withInterval(Duration.ofSeconds(7))
                        .withStartPeriod(Duration.ofMinutes(1))
                        .withStartInterval(Duration.ofSeconds(2))
                        .withRetries(5));
    }

    private Optional<HealthCheck> healthOf(List<String> test, long timeout) throws IOException {
        return healthOf(new Healthcheck(test, 0, timeout, 0, 0, 0));
    }

    private Optional<HealthCheck> healthOf(Healthcheck check) throws IOException {
        ImageConfig config = ImageConfig.builder().healthcheck(check).build();
        return images.prepare("test", image(config, baseLayer()), notes::add).healthCheck();
    }

    @Test
    void entrypointAndArgumentsMakeTheCommand() throws IOException {
        ImageConfig config = ImageConfig.builder()
                .entrypoint(List.of("/bin/echo", "hello"))
                .cmd(List.of("world"))
                .build();
        ContainerImage image = images.prepare("test", image(config, baseLayer()), notes::add);

        assertThat(image.command(List.of())).containsExactly("/bin/echo", "hello", "world");
        assertThat(image.command(List.of("you"))).containsExactly("/bin/echo", "hello", "you");
        assertThat(image.hasProgram("sh")).isTrue();
        assertThat(image.hasProgram("java")).isFalse();
    }

    @Test
    void usersAreLookedUpInTheImage() throws IOException {
        ContainerImage image = images.prepare("test", image(ImageConfig.NONE, baseLayer()), notes::add);

        assertThat(image.user("ann").uid()).isEqualTo(1000);
        assertThat(image.user("ann").gid()).isEqualTo(1001);
        assertThat(image.user("1000").gid()).isEqualTo(1001);
        assertThat(image.user("7:staff")).isEqualTo(new UserChoice(7, 50, List.of()));
        assertThat(image.user("7")).isEqualTo(new UserChoice(7, 0, List.of()));
        assertThatThrownBy(() -> image.user("bob"))
                .isInstanceOf(ImageException.class)
                .hasMessage("test: it wants to run as the user 'bob', which is not in its /etc/passwd; give a number");
    }

    @Test
    void capabilitiesOfProgramsHoldAsFarAsTheContainersDo() throws IOException {
        assumeTrue(containers.engine().host().privileged(), "files have capabilities where root gives them");
        byte[] busybox = Files.readAllBytes(BUSYBOX);
        ContentDescriptor image = image(
                ImageConfig.NONE,
                new Tar()
                        .directory("bin", 0755)
                        .withAttribute("bin/true", busybox, 0755, "security.capability", capability("8000"))
                        .withAttribute("bin/ping", busybox, 0755, "security.capability", capability("0020")));
        ContainerSpec.Builder setuid = ContainerSpec.builder("true");
        ContainerSpec.Builder rawSockets = ContainerSpec.builder("ping");
        images.prepare("test", image, notes::add).applyTo(setuid);
        images.prepare("test", image, notes::add).applyTo(rawSockets);

        assertThat(containers.run(setuid).status()).isZero();
        assertThatThrownBy(() -> containers.run(rawSockets))
                .hasMessageContaining("EPERM")
                .hasMessageContaining("its file has capabilities that the container may not have");
        assertThat(notes).isEmpty();
    }

    /** As {@code setcap NAME=ep} writes it (linux/capability.h, revision 2). */
    private static byte[] capability(String bits) {
        return HexFormat.of().parseHex("01000002" + bits + "0".repeat(28));
    }

    @Test
    void moreLayersThanFitIntoOneOption() throws IOException {
        Tar[] layers = new Tar[12];
        layers[0] = baseLayer();
        for (int i = 1; i < layers.length; i++) {
            layers[i] = new Tar().file("top", String.valueOf(i)).file("own-" + i, "");
        }

        assertThat(run(image(ImageConfig.NONE, layers), "cat /top; echo; echo /own-*")
                        .lines())
                .first()
                .isEqualTo("11");
    }

    @Test
    void layersMayBePackedWithZstandardOrNotAtAll() throws IOException {
        byte[] base = baseLayer().bytes();
        byte[] top = topLayer().bytes();
        ContentDescriptor image = image(
                ImageConfig.NONE,
                List.of(
                        store.write(MediaTypes.IMAGE_LAYER_ZSTD, Zstd.compress(base)),
                        store.write(MediaTypes.IMAGE_LAYER, top)),
                List.of(Digest.sha256(base), Digest.sha256(top)));

        assertThat(run(image, "cat /etc/kept")).isEqualTo("of the top");
    }

    @Test
    void layersAreUnpackedOnce() throws IOException {
        ContentDescriptor image = image(ImageConfig.NONE, baseLayer());
        images.prepare("test", image, notes::add);
        Path layer;
        try (var layers = Files.walk(store.root().resolve("layers"), 2)) {
            layer = layers.filter(path -> path.getFileName().toString().startsWith("sha256-"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(layer.resolve("etc/mark"), "the same directory");

        assertThat(run(image, "cat /etc/mark")).isEqualTo("the same directory");
    }

    @Test
    void aLayerThatIsNotWhatTheConfigurationPromisesLeavesNothing() throws IOException {
        byte[] archive = new Tar().file("etc/evil", "").bytes();
        ContentDescriptor layer = store.write(MediaTypes.IMAGE_LAYER_GZIP, gzip(archive));
        ContentDescriptor image = image(
                ImageConfig.NONE, List.of(layer), List.of(Digest.sha256("other".getBytes(StandardCharsets.UTF_8))));

        assertThatThrownBy(() -> images.prepare("test", image, notes::add))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("its archive has the digest " + Digest.sha256(archive));
        try (var layers = Files.walk(store.root().resolve("layers"), 2)) {
            assertThat(layers.filter(path -> path.getFileName().toString().startsWith("sha256-")))
                    .isEmpty();
        }
    }

    @Test
    void anImageOfAnotherArchitectureIsRefused() throws IOException {
        ContentDescriptor index = store.write(
                MediaTypes.IMAGE_INDEX, """
                {"schemaVersion": 2, "manifests": [
                  {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 2,
                   "digest": "sha256:%s",
                   "platform": {"os": "linux", "architecture": "s390x"}}]}""".formatted("0".repeat(64)).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> images.prepare("test", index, notes::add))
                .hasMessageContaining("there is no image for linux/")
                .hasMessageEndingWith("there are: linux/s390x");
    }

    /** umoci is a maker of images by other people. */
    @Test
    void anImageThatUmociMadeRuns() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/umoci")), "umoci is not installed");
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        Path layout = directory.resolve("layout");
        Path bundle = directory.resolve("bundle");
        tool("umoci", "init", "--layout", layout.toString());
        tool("umoci", "new", "--image", layout + ":v1");
        tool("umoci", "unpack", "--rootless", "--image", layout + ":v1", bundle.toString());
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        Files.copy(BUSYBOX, bin.resolve("sh"));
        tool("umoci", "repack", "--image", layout + ":v1", bundle.toString());
        tool("umoci", "config", "--image", layout + ":v1", "--config.env", "MADE_BY=umoci");

        List<ImageArchive.Loaded> loaded = new ImageArchive(store).load(layout);

        assertThat(loaded).hasSize(1);
        assertThat(loaded.get(0).name()).contains("v1");
        assertThat(run(loaded.get(0).content(), "echo $MADE_BY")).isEqualTo("umoci");
    }

    /** skopeo turns it into the archive of docker save, and reads what we read. */
    @Test
    void theSameImageComesAsAnArchiveOfDocker() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/skopeo")), "skopeo is not installed");
        Path layout = layout(image(ImageConfig.builder().env(List.of("A=1")).build(), baseLayer(), topLayer()));
        Path docker = directory.resolve("docker.tar");
        Path oci = directory.resolve("oci.tar");
        copyBySkopeo("oci:" + layout + ":v1", "docker-archive:" + docker + ":example.org/app:v1");
        copyBySkopeo("oci:" + layout + ":v1", "oci-archive:" + oci + ":v1");

        for (Path archive : List.of(docker, oci)) {
            List<ImageArchive.Loaded> loaded = new ImageArchive(store).load(archive);
            assertThat(loaded).hasSize(1);
            assertThat(run(loaded.get(0).content(), "echo $A; cat /etc/kept").lines())
                    .containsExactly("1", "of the top");
        }
        try (var left = Files.list(store.root().resolve("ingest"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void anImageThatBuildahMadeRuns() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/buildah")), "buildah is not installed");
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        Path archive = directory.resolve("made.tar");
        String from = buildah("from", "scratch");
        buildah("copy", "--quiet", from, BUSYBOX.toString(), "/bin/sh");
        Path secret = Files.writeString(directory.resolve("secret"), "for 70 alone");
        buildah("copy", "--quiet", "--chown", "70:70", "--chmod", "600", from, secret.toString(), "/etc/secret");
        buildah("config", "--user", "70:70", "--env", "MADE_BY=buildah", "--workingdir", "/etc", from);
        buildah("commit", "--quiet", from, "oci-archive:" + archive + ":v1");
        buildah("rm", "--all");

        List<ImageArchive.Loaded> loaded = new ImageArchive(store).load(archive);

        assertThat(loaded).hasSize(1);
        assertThat(loaded.get(0).name()).contains("v1");
        assertThat(run(loaded.get(0).content(), "echo $MADE_BY; pwd; read -r line <secret; echo $line")
                        .lines())
                .containsExactly("buildah", "/etc", "for 70 alone");
    }

    private String buildah(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("buildah", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", directory.resolve("storage").toString()));
        command.addAll(List.of("--runroot", directory.resolve("run").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        for (String variable : List.of("HOME", "TMPDIR", "XDG_RUNTIME_DIR")) {
            builder.environment().put(variable, directory.toString());
        }
        return outputOf(builder);
    }

    private Path layout(ContentDescriptor image) throws IOException {
        Path layout = Files.createDirectories(directory.resolve("made"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(layout.resolve("index.json"), """
                {"schemaVersion": 2, "manifests": [{"mediaType": "%s", "digest": "%s", "size": %d,
                  "annotations": {"org.opencontainers.image.ref.name": "v1"}}]}""".formatted(image.mediaType(), image.digest(), image.size()));
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        try (var all = Files.list(store.root().resolve("blobs/sha256"))) {
            for (Path blob : all.toList()) {
                Files.copy(blob, blobs.resolve(blob.getFileName()));
            }
        }
        return layout;
    }

    private void copyBySkopeo(String from, String to) throws Exception {
        tool("skopeo", "--insecure-policy", "--tmpdir", directory.toString(), "copy", from, to);
    }

    private static void tool(String... command) throws Exception {
        outputOf(new ProcessBuilder(command));
    }

    private static String outputOf(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        String output;
        try (InputStream stream = process.getInputStream()) {
            output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command.command()), output)
                .isZero();
        return output.strip();
    }

    @Test
    void aFileWithoutAnImageIsRefused() throws IOException {
        Path file = Files.write(
                directory.resolve("x.tar"), new Tar().file("readme", "").bytes());

        assertThatThrownBy(() -> new ImageArchive(store).load(file))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(file + ": there is no image: neither oci-layout nor manifest.json");
        assertThatThrownBy(() -> new ImageArchive(store).load(directory.resolve("none")))
                .hasMessageEndingWith("there is no such file or directory");
    }
}
