package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageException;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.NamedImage;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.ImageReader;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.model.Build;
import org.apache.maven.model.License;
import org.apache.maven.model.Organization;
import org.apache.maven.model.Scm;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuildTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    private static final Healthcheck CHECK = new Healthcheck(List.of("CMD", "true"), 0, 0, 0, 0, 5);

    @TempDir
    private Path directory;

    private final List<String> asked = new ArrayList<>();
    private LocalStore store;
    private BuildMojo goal;

    @BeforeEach
    void aProjectOnABaseImage() throws Exception {
        store = LocalStore.open(directory.resolve("store"));
        goal = goal("shop");
    }

    /** A goal for a compiled project in a directory of its own, on a base image of the store. */
    private BuildMojo goal(String name) throws Exception {
        Path base = Files.createDirectories(directory.resolve(name));
        Path classes = Files.createDirectories(base.resolve("target/classes"));
        Files.createDirectories(classes.resolve("shop"));
        Files.writeString(classes.resolve("shop/Shop.class"), "a class");
        Files.writeString(classes.resolve("shop/Cart.class"), "another class");
        Files.writeString(classes.resolve("shop.properties"), "open=true\n");

        MavenProject project = new MavenProject();
        project.setFile(base.resolve("pom.xml").toFile());
        project.setArtifactId("Shop");
        project.setVersion("1.0");
        project.setBuild(new Build());
        project.getBuild().setDirectory(base.resolve("target").toString());
        project.getBuild().setOutputDirectory(classes.toString());
        Set<Artifact> artifacts = new LinkedHashSet<>();
        artifacts.add(artifact(base, "org.example", "library", "1", "compile"));
        artifacts.add(artifact(base, "org.example", "next", "2-SNAPSHOT", "runtime"));
        artifacts.add(artifact(base, "org.other", "library", "1", "compile"));
        artifacts.add(artifact(base, "org.example", "checks", "1", "test"));
        project.setArtifacts(artifacts);

        BuildMojo made = new BuildMojo(new NoToolchains(), request -> {
            throw new AssertionError("there is nothing to decrypt");
        });
        made.project = project;
        made.mainClass = "shop.Shop";
        made.from = "java-base";
        made.work = base.resolve("target/jdock").toFile();
        store.tag(Reference.parse("java-base").toString(), base("amd64", "arm64"));
        return made;
    }

    private static Artifact artifact(Path base, String group, String name, String version, String scope)
            throws IOException {
        Artifact artifact =
                new DefaultArtifact(group, name, version, scope, "jar", null, new DefaultArtifactHandler("jar") {
                    @Override
                    public boolean isAddedToClasspath() {
                        return true;
                    }
                });
        Path file = base.resolve("repository").resolve(group).resolve(name + "-" + version + ".jar");
        Files.createDirectories(file.getParent());
        artifact.setFile(Files.writeString(file, group + name).toFile());
        return artifact;
    }

    private ContentDescriptor base(String... architectures) throws IOException {
        ImageWriter writer = new ImageWriter(store);
        List<ContentDescriptor> images = new ArrayList<>();
        for (String architecture : architectures) {
            LayerEntry java = LayerEntry.file("usr/bin/java", 0755, LayerContent.of(architecture));
            ImageConfig config = ImageConfig.builder()
                    .env(List.of("PATH=/usr/bin", "LANG=C"))
                    .cmd(List.of("jshell"))
                    .user("app")
                    .labels(Map.of("base", "yes"))
                    .healthcheck(CHECK)
                    .build();
            ImageDraft draft = new ImageDraft(
                    Optional.empty(),
                    new Platform(architecture, "linux", null, List.of(), null),
                    List.of(new ImageDraft.Step(new LayerWriter(store).write(List.of(java)), "base")),
                    config,
                    Instant.EPOCH,
                    Map.of());
            images.add(writer.write(draft, ImageForm.OCI));
        }
        return writer.writeIndex(images, ImageForm.OCI);
    }

    private ContentDescriptor build() throws Exception {
        Path directory = goal.project.getBasedir().toPath();
        return new ImageBuild(goal, new ImageFinder(store, this::provide, directory), JDK).build();
    }

    private ContentDescriptor provide(Reference reference, Platform platform) throws IOException {
        asked.add(reference.familiar() + " for " + platform.architecture());
        return store.resolve(reference.toString())
                .orElseThrow(() -> new ImageException(reference.familiar(), "the registry does not have it", null));
    }

    private LocalImage image() throws Exception {
        return store.image(build(), "amd64");
    }

    private Map<String, String> annotations() throws Exception {
        return new ImageReader().readManifest(store.read(image().manifest())).annotations();
    }

    private static CommandLine words(String text) {
        CommandLine line = new CommandLine();
        line.set(text);
        return line;
    }

    @Test
    void whatChangesLessLiesBelow() throws Exception {
        goal.platforms = List.of("linux/amd64");

        assertThat(image().configuration().history())
                .extracting(Image.History::createdBy)
                .containsExactly(
                        "base",
                        "jdock: dependencies",
                        "jdock: snapshot dependencies",
                        "jdock: resources",
                        "jdock: classes");
    }

    @Test
    void theClassPathIsThatOfMaven() throws Exception {
        goal.platforms = List.of("linux/amd64");
        goal.jvmArguments = words("-Xmx64m");
        goal.systemProperties = Map.of("a", "b");
        goal.arguments = words("--port 80");

        ImageConfig config = image().configuration().config();
        assertThat(config.entrypoint())
                .containsExactly(
                        "java",
                        "-Xmx64m",
                        "-Da=b",
                        "-cp",
                        "/app/resources:/app/classes:/app/libs/library-1.jar:/app/libs/next-2-SNAPSHOT.jar"
                                + ":/app/libs/org.other-library-1.jar",
                        "shop.Shop");
        assertThat(config.cmd()).containsExactly("--port", "80");
    }

    @Test
    void settingsComeOnTopOfThoseOfTheBase() throws Exception {
        goal.platforms = List.of("linux/amd64");
        goal.environmentVariables = Map.of("LANG", "C.UTF-8");
        goal.labels = Map.of("mine", "1");
        goal.exposedPorts = List.of("8080", "53/udp");
        goal.imageVolumes = List.of("/data");

        ImageConfig config = image().configuration().config();
        assertThat(config.env()).containsExactly("PATH=/usr/bin", "LANG=C.UTF-8");
        assertThat(config.labels()).isEqualTo(Map.of("base", "yes", "mine", "1"));
        assertThat(config.exposedPorts()).containsExactlyInAnyOrder("8080/tcp", "53/udp");
        assertThat(config.volumes()).containsExactly("/data");
        assertThat(config.user()).isEqualTo("app");
        assertThat(config.healthcheck()).isEqualTo(CHECK);
        assertThat(config.cmd()).isEmpty();
        assertThat(config.workingDir()).isEqualTo("/app");
    }

    @Test
    void anImageTellsWhatThePomSaysOfItAndOnWhichItIsBased() throws Exception {
        goal.platforms = List.of("linux/amd64");
        goal.project.setDescription("  sells shoes\n");
        goal.project.setUrl("https://shop.example");
        Scm scm = new Scm();
        scm.setUrl("https://shop.example/source");
        goal.project.setScm(scm);
        Organization organization = new Organization();
        organization.setName("Shoe Makers");
        goal.project.setOrganization(organization);
        goal.project.setLicenses(List.of(license("Apache-2.0")));
        LocalImage base = store.image(base("amd64", "arm64"), "amd64");

        assertThat(annotations())
                .isEqualTo(Map.of(
                        "org.opencontainers.image.title", "Shop",
                        "org.opencontainers.image.version", "1.0",
                        "org.opencontainers.image.description", "sells shoes",
                        "org.opencontainers.image.url", "https://shop.example",
                        "org.opencontainers.image.source", "https://shop.example/source",
                        "org.opencontainers.image.vendor", "Shoe Makers",
                        "org.opencontainers.image.licenses", "Apache-2.0",
                        "org.opencontainers.image.base.name", "docker.io/library/java-base:latest",
                        "org.opencontainers.image.base.digest",
                                base.manifest().digest().toString()));
    }

    @Test
    void anImageTellsNoLicenseThatIsNoSpdxExpression() throws Exception {
        goal.platforms = List.of("linux/amd64");
        goal.project.setLicenses(List.of(license("The Shoe License, version 2")));
        assertThat(annotations()).doesNotContainKey("org.opencontainers.image.licenses");

        goal.project.setLicenses(List.of(license("Apache-2.0"), license("MIT"))); // both, or one of them?
        assertThat(annotations()).doesNotContainKey("org.opencontainers.image.licenses");
    }

    private static License license(String name) {
        License license = new License();
        license.setName(name);
        return license;
    }

    @Test
    void theSameProjectElsewhereIsTheSameImage() throws Exception {
        ContentDescriptor one = build();
        goal = goal("elsewhere");

        assertThat(build()).isEqualTo(one);
    }

    @Test
    void oneChangedClassChangesOneLayer() throws Exception {
        goal.platforms = List.of("linux/amd64");
        List<ContentDescriptor> before = image().layers();
        Files.writeString(directory.resolve("shop/target/classes/shop/Cart.class"), "a changed class");
        List<ContentDescriptor> after = image().layers();

        assertThat(after).hasSameSizeAs(before).startsWith(before.subList(0, 4).toArray(ContentDescriptor[]::new));
        assertThat(after.get(4)).isNotEqualTo(before.get(4));
    }

    @Test
    void severalPlatformsShareTheApplication() throws Exception {
        goal.platforms = List.of("linux/amd64", "linux/arm64");
        ContentDescriptor index = build();
        LocalImage amd64 = store.image(index, "amd64");
        LocalImage arm64 = store.image(index, "arm64");

        assertThat(index.mediaType()).isEqualTo(MediaTypes.IMAGE_INDEX);
        assertThat(arm64.configuration().architecture()).isEqualTo("arm64");
        assertThat(arm64.layers().get(0)).isNotEqualTo(amd64.layers().get(0));
        assertThat(arm64.layers().subList(1, 5)).isEqualTo(amd64.layers().subList(1, 5));
    }

    @Test
    void theBaseIsProvidedForEachPlatform() throws Exception {
        goal.platforms = List.of("linux/amd64", "linux/arm64");
        build();

        assertThat(asked).containsExactly("java-base:latest for amd64", "java-base:latest for arm64");
    }

    @Test
    void theBaseMayLieInAFile() throws Exception {
        Path layout = directory.resolve("shop/base");
        new ImageArchiveWriter(store).writeLayout(layout, List.of(new NamedImage(Optional.empty(), base("amd64"))));
        ContentDescriptor ofStore = build();
        goal.from = "oci:base";
        goal.platforms = List.of("linux/amd64");

        assertThat(annotations()).doesNotContainKey("org.opencontainers.image.base.name");

        assertThat(store.image(build(), "amd64").layers())
                .isEqualTo(store.image(ofStore, "amd64").layers());
    }

    @Test
    void dockersFormIsWrittenWhenAskedFor() throws Exception {
        goal.format = "docker";

        assertThat(build().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void theTimeIsThatOfReproducibleBuilds() throws Exception {
        goal.platforms = List.of("linux/amd64");
        assertThat(image().configuration().created()).isEqualTo("1970-01-01T00:00:00Z");
        goal.created = "2026-01-01T01:00:00+01:00";
        assertThat(image().configuration().created()).isEqualTo("2026-01-01T00:00:00Z");
        goal.created = "1700000000";
        assertThat(image().configuration().created()).isEqualTo("2023-11-14T22:13:20Z");
    }

    @Test
    void anExecutableJarOfSpringBootIsSpreadAsItsIndexSays() throws Exception {
        goal.platforms = List.of("linux/amd64");
        Artifact artifact = artifact(directory.resolve("shop"), "shop", "shop", "1", "compile");
        springBootJar(artifact.getFile().toPath());
        goal.project.setArtifact(artifact);

        Image image = image().configuration();
        assertThat(image.history())
                .extracting(Image.History::createdBy)
                .containsExactly("base", "jdock: dependencies", "jdock: spring-boot-loader", "jdock: application");
        assertThat(image.config().entrypoint())
                .containsExactly("java", "-cp", "/app", "org.springframework.boot.loader.launch.JarLauncher");
    }

    private static void springBootJar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
        manifest.getMainAttributes().putValue("Spring-Boot-Layers-Index", "BOOT-INF/layers.idx");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            put(jar, "BOOT-INF/layers.idx", """
                    - "dependencies":
                      - "BOOT-INF/lib/"
                    - "spring-boot-loader":
                      - "org/"
                    - "snapshot-dependencies":
                    - "application":
                      - "BOOT-INF/classes/"
                      - "BOOT-INF/layers.idx"
                      - "META-INF/"
                    """);
            put(jar, "BOOT-INF/lib/library-1.jar", "library");
            put(jar, "BOOT-INF/classes/shop/Shop.class", "class");
            put(jar, "org/springframework/boot/loader/launch/JarLauncher.class", "launcher");
        }
    }

    private static void put(JarOutputStream jar, String name, String content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }

    // ---- what cannot be

    @Test
    void aBaseThatIsNowhereIsNamed() {
        goal.from = "nonsuch:1";

        assertThatThrownBy(this::build)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("nonsuch:1: the registry does not have it");
    }

    @Test
    void valuesThatCannotBeAreNamed() {
        goal.from = null;
        goal.platforms = List.of("linux/amd64", "linux/arm64");
        assertThatThrownBy(this::build).hasMessageContaining("without a base image there is only linux/");
        goal.platforms = List.of("windows/amd64");
        assertThatThrownBy(this::build).hasMessageContaining("'windows/amd64' must be linux/amd64 or linux/arm64");
        goal.platforms = List.of();
        goal.from = "Java";
        assertThatThrownBy(this::build).isInstanceOf(ParameterException.class).hasMessageContaining("from");
        goal.from = "java-base";
        goal.exposedPorts = List.of("http");
        assertThatThrownBy(this::build).hasMessageContaining("'http' must be a number");
        goal.exposedPorts = List.of();
        goal.imageWorkingDirectory = "app";
        assertThatThrownBy(this::build).hasMessageContaining("'app' must be an absolute path");
        goal.imageWorkingDirectory = null;
        goal.created = "yesterday";
        assertThatThrownBy(this::build).hasMessageContaining("'yesterday' is no time");
    }
}
