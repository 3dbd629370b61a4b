package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Egress;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.container.Limits;
import io.jdock.container.NetworkMember;
import io.jdock.container.NetworkMode;
import io.jdock.container.PublishedPort;
import io.jdock.container.RootFileSystem;
import io.jdock.container.SeccompChoice;
import io.jdock.container.Tmpfs;
import io.jdock.container.Ulimit;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import io.jdock.host.Caller;
import io.jdock.host.HostProbe;
import io.jdock.host.IdRange;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.UnpackLimits;
import io.jdock.kernel.Signal;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ImageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.model.Build;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerDescriptionTest {
    private static final Path JDK = Path.of("/opt/jdk-17");

    @TempDir
    Path directory;

    private final Properties userProperties = new Properties();
    private final Map<String, String> ownEnvironment = new LinkedHashMap<>();
    private final Goal goal = new Goal();

    private Caller caller = caller(false);

    private Path base;
    private Path classes;
    private Path library;

    /** Any goal that takes the parameters. */
    private static final class Goal extends AbstractContainerMojo {
        Goal() {
            super(new NoToolchains());
        }

        @Override
        void carryOut(Jdock jdock) {
            throw new AssertionError("describing a container starts nothing");
        }
    }

    private static Caller caller(boolean filtered) {
        List<IdRange> all = List.of(Caller.ALL_IDS);
        return new Caller("tester", 1000, 1000, List.of(), 0, false, filtered, all, all, false);
    }

    @BeforeEach
    void aCompiledProjectWithOneDependency() throws Exception {
        base = Files.createDirectories(directory.resolve("shop"));
        classes = Files.createDirectories(base.resolve("target/classes"));
        library = Files.createFile(directory.resolve("library.jar"));

        MavenProject project = new MavenProject();
        project.setFile(base.resolve("pom.xml").toFile());
        project.setArtifactId("shop");
        project.setBuild(new Build());
        project.getBuild().setDirectory(base.resolve("target").toString());
        project.getBuild().setOutputDirectory(classes.toString());
        project.getBuild()
                .setTestOutputDirectory(base.resolve("target/test-classes").toString());
        Artifact artifact = new DefaultArtifact(
                "org.example", "library", "1", "compile", "jar", null, new DefaultArtifactHandler("jar") {
                    @Override
                    public boolean isAddedToClasspath() {
                        return true;
                    }
                });
        artifact.setFile(library.toFile());
        project.setResolvedArtifacts(Set.of(artifact));
        project.setArtifactFilter(each -> true);

        goal.project = project;
        goal.mainClass = "shop.Shop";
    }

    private ContainerSpec spec() throws ParameterException, IOException {
        return spec(JDK);
    }

    private ContainerSpec spec(Path javaHome) throws ParameterException, IOException {
        return new ContainerDescription(goal, Optional.empty(), javaHome, caller, userProperties, ownEnvironment)
                .spec();
    }

    private static CommandLine words(String text) {
        CommandLine commandLine = new CommandLine();
        commandLine.set(text);
        return commandLine;
    }

    /** A specification of the image's own program. */
    private ContainerSpec spec(ImageConfig.Builder config) throws Exception {
        LocalStore store = LocalStore.open(directory.resolve("store"));
        LayerEntry program = LayerEntry.file("bin/serve", 0755, LayerContent.of("a program"));
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                Images.platform(),
                List.of(new ImageDraft.Step(new LayerWriter(store).write(List.of(program)), "test")),
                config.cmd(List.of("/bin/serve")).build(),
                Instant.EPOCH,
                Map.of());
        ContainerImage image = new Images(HostProbe.probe(), store, UnpackLimits.DEFAULT)
                .prepare("test", new ImageWriter(store).write(draft, ImageForm.OCI), note -> {});
        goal.imageCommand = true;
        return new ContainerDescription(goal, Optional.of(image), JDK, caller, userProperties, ownEnvironment).spec();
    }

    @Nested
    class AnImage {
        @Test
        void saysWhatItsProgramIsAskedToEndBy() throws Exception {
            assertThat(spec(ImageConfig.builder().stopSignal("SIGQUIT")).stopSignal())
                    .isEqualTo(Signal.SIGQUIT);
            assertThat(spec(ImageConfig.builder()).stopSignal()).isEqualTo(Signal.SIGTERM);
            assertThatThrownBy(() -> spec(ImageConfig.builder().stopSignal("SIGNOTHING")))
                    .hasMessage("test: its STOPSIGNAL is 'SIGNOTHING', which is no signal");
        }

        @Test
        void itsPortsArePublishedForADash() throws Exception {
            ImageConfig.Builder config = ImageConfig.builder().exposedPorts(Set.of("8080", "53/udp"));
            assertThat(spec(config).publishedPorts())
                    .as("unless they are asked for")
                    .isEmpty();
            goal.ports = List.of("-", "127.0.0.1:9000:90");
            assertThat(spec(config).publishedPorts())
                    .extracting(PublishedPort::containerPort, PublishedPort::hostPort)
                    .containsExactlyInAnyOrder(tuple(8080, 0), tuple(53, 0), tuple(90, 9000));
            goal.network = "host";
            assertThatThrownBy(() -> spec(config)).hasMessageContaining("'-' is of no use in the host's network");
        }

        @Test
        void itsDirectoriesOfDataCanBeWrittenUnderARootThatCannot() throws Exception {
            ImageConfig.Builder config = ImageConfig.builder().volumes(Set.of("/var/lib/data", "/srv/", "/mine"));
            goal.volumes = List.of(base + ":/mine");
            assertThat(spec(config).tmpfs()).isEmpty();
            goal.readOnly = true;
            assertThat(spec(config).tmpfs())
                    .extracting(Tmpfs::target)
                    .containsExactlyInAnyOrder(Path.of("/var/lib/data"), Path.of("/srv"));
        }
    }

    @Nested
    class TheCommand {
        @Test
        void isJavaWithTheProjectsClassPath() throws Exception {
            assertThat(spec().command())
                    .containsExactly("/opt/jdk-17/bin/java", "-cp", classes + ":" + library, "shop.Shop");
        }

        @Test
        void hasTheArgumentsOfTheJvmBeforeAndThoseOfTheApplicationAfterTheMainClass() throws Exception {
            goal.jvmArguments = words("-Xmx64m -ea");
            goal.systemProperties = Map.of("mode", "fast");
            goal.arguments = words("import 'two words'");

            assertThat(spec().command())
                    .containsExactly(
                            "/opt/jdk-17/bin/java",
                            "-Xmx64m",
                            "-ea",
                            "-Dmode=fast",
                            "-cp",
                            classes + ":" + library,
                            "shop.Shop",
                            "import",
                            "two words");
        }

        @Test
        void readsALongClassPathFromAFileThatTheContainerSees() throws Exception {
            List<String> many = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                many.add(Files.createFile(base.resolve("x".repeat(200) + i)).toString());
            }
            goal.additionalClasspathElements = many;

            ContainerSpec spec = spec();

            Path file = Path.of(spec.command().get(1).substring(1));
            assertThat(spec.command()).containsExactly("/opt/jdk-17/bin/java", "@" + file, "shop.Shop");
            assertThat(file).content().startsWith("-cp \"" + classes + ":" + library + ":" + many.get(0) + ":");
            assertThat(spec.volumes()).anyMatch(volume -> file.startsWith(volume.target()));
        }

        @Test
        void takesFurtherElementsOfTheClassPathFromTheProjectsDirectory() throws Exception {
            Path extra = Files.createDirectory(base.resolve("extra"));
            goal.additionalClasspathElements = List.of("extra");

            assertThat(spec().command()).contains(classes + ":" + library + ":" + extra);
        }

        @Test
        void refusesElementsOfTheClassPathThatAreNotThere() {
            goal.additionalClasspathElements = List.of("extra");

            assertThatThrownBy(() -> spec())
                    .isInstanceOf(ParameterException.class)
                    .hasMessage("Parameter 'additionalClasspathElements' (-Djdock.additionalClasspathElements): '"
                            + base.resolve("extra") + "' does not exist");
        }

        @Test
        void mayBeAnotherThanJava() throws Exception {
            goal.mainClass = null;
            goal.command = words("ls -l");
            goal.arguments = words("/");

            assertThat(spec().command()).containsExactly("ls", "-l", "/");
        }

        @Test
        void waitsForADebuggerOnAPortThatLeadsToIt() throws Exception {
            goal.debug = "8000";

            assertThat(spec().command())
                    .contains("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:8000");
            assertThat(spec().publishedPorts()).containsExactly(PublishedPort.of(8000, 8000));
        }

        @Test
        void waitsForADebuggerOnTheHostsOwnPort() throws Exception {
            goal.debug = "8000";
            goal.network = "host";

            assertThat(spec().publishedPorts()).isEmpty();
        }
    }

    @Nested
    class TheFileSystem {
        @Test
        void isThisMachinesWithTheProjectTheJdkAndTheClassPathAtTheirOwnPaths() throws Exception {
            assertThat(spec().root()).isEqualTo(new RootFileSystem.Host());
            assertThat(spec().volumes())
                    .containsExactlyInAnyOrder(Volume.writable(base), Volume.readOnly(JDK), Volume.readOnly(library));
            assertThat(spec().workingDirectory()).isEqualTo(base);
        }

        @Test
        void ofTheHostHasAJdkBelowUsrAnyway() throws Exception {
            ContainerSpec spec = spec(Path.of("/usr/lib/jvm/java-17"));

            assertThat(spec.volumes()).containsExactlyInAnyOrder(Volume.writable(base), Volume.readOnly(library));
        }

        @Test
        void mayBeADirectoryWithAJavaOfItsOwn() throws Exception {
            Path rootfs = directory.resolve("rootfs");
            Files.createDirectories(rootfs.resolve("usr/bin"));
            Files.createSymbolicLink(rootfs.resolve("usr/bin/java"), Path.of("/opt/java/bin/java"));
            goal.rootfs = rootfs.toFile();

            assertThat(spec().root()).isEqualTo(new RootFileSystem.Directory(rootfs, RootFileSystem.Access.THROW_AWAY));
            assertThat(spec().command()).startsWith("java", "-cp");
            assertThat(spec().environment()).doesNotContainKey("JAVA_HOME");
            assertThat(spec().volumes()).doesNotContain(Volume.readOnly(JDK));
        }

        @Test
        void mayBeADirectoryWithoutJavaIntoWhichTheJdkIsMounted() throws Exception {
            goal.rootfs = Files.createDirectories(directory.resolve("rootfs/usr/bin"))
                    .getParent()
                    .getParent()
                    .toFile();

            ContainerSpec spec = spec(Path.of("/usr/lib/jvm/java-17"));

            assertThat(spec.command()).startsWith("/usr/lib/jvm/java-17/bin/java");
            assertThat(spec.volumes()).contains(Volume.readOnly(Path.of("/usr/lib/jvm/java-17")));
        }

        @Test
        void isReadOnlyWithTheProjectIfSoWanted() throws Exception {
            goal.readOnly = true;

            assertThat(spec().readOnlyRoot()).isTrue();
            assertThat(spec().volumes()).contains(Volume.readOnly(base));
        }

        @Test
        void hasWhatTheUserMountsIntoIt() throws Exception {
            goal.volumes = List.of("./data:/data:ro");
            goal.tmpfs = List.of("/run:size=1m", "mode=755");

            assertThat(spec().volumes()).contains(new Volume(base.resolve("data"), Path.of("/data"), true));
            assertThat(spec().tmpfs()).containsExactly(new Tmpfs(Path.of("/run"), OptionalLong.of(1 << 20), 0755));
        }

        @Test
        void letsTheUserMountTheProjectsDirectoryDifferently() throws Exception {
            goal.volumes = List.of(".:" + base + ":ro");

            assertThat(spec().volumes()).contains(Volume.readOnly(base)).doesNotContain(Volume.writable(base));
        }

        @Test
        void hasOneMountOnEachTarget() {
            goal.volumes = List.of("/a:/data", "/b:/data");

            assertThatThrownBy(() -> spec())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("/data is the target of two mounts");
        }
    }

    @Nested
    class TheEnvironment {
        @Test
        void isNotThatOfMaven() throws Exception {
            ownEnvironment.put("LANG", "de_DE.UTF-8");
            ownEnvironment.put("DEPLOY_TOKEN", "secret");
            ownEnvironment.put("PATH", "/home/ada/bin");

            assertThat(spec().environment())
                    .containsEntry("LANG", "de_DE.UTF-8")
                    .containsEntry("JAVA_HOME", "/opt/jdk-17")
                    .containsEntry(
                            "PATH", "/opt/jdk-17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                    .doesNotContainKey("DEPLOY_TOKEN");
        }

        @Test
        void hasWhatThePomAndTheCommandLineSay() throws Exception {
            goal.environmentVariables = Map.of("MODE", "slow", "LANG", "C");
            userProperties.setProperty("jdock.environmentVariables.MODE", "fast");

            assertThat(spec().environment()).contains(entry("MODE", "fast"), entry("LANG", "C"));
        }
    }

    @Nested
    class Networks {
        @Test
        void areWordsOrNames() throws Exception {
            goal.network = "None";
            assertThat(spec().network()).isEqualTo(NetworkMode.NONE);

            goal.network = "shop";
            goal.aliases = List.of("db", "database");
            assertThat(spec().network()).isEqualTo(NetworkMode.NAMED);
            assertThat(spec().member()).contains(new NetworkMember("shop", List.of("db", "database")));
        }

        @Test
        void haveNames() {
            goal.network = "my shop";
            assertThatThrownBy(() -> spec())
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("Parameter 'network'")
                    .hasMessageContaining("'my shop' is no name of a network");
        }

        @Test
        void letOutWhatIsAllowed() throws Exception {
            assertThat(spec().egress()).isEmpty();

            goal.egress = List.of("none");
            assertThat(spec().egress()).contains(Egress.NONE);

            goal.egress = List.of("repo.example:443", "192.0.2.1:53");
            assertThat(spec().egress()).contains(Egress.parse(goal.egress));

            goal.egress = List.of("repo.example");
            assertThatThrownBy(() -> spec())
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("Parameter 'egress' (-Djdock.egress): 'repo.example' is not host:port");
        }

        @Test
        void leadToPortsOfThisMachinesLoopbackInterface() throws Exception {
            assertThat(spec().hostLoopback()).isEmpty();

            goal.hostLoopback = List.of("5432", "6379");
            assertThat(spec().hostLoopback()).containsExactlyInAnyOrder(5432, 6379);

            goal.network = "none";
            assertThat(spec().hostLoopback()).hasSize(2);

            goal.network = "host";
            assertThatThrownBy(() -> spec())
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("Parameter 'hostLoopback' (-Djdock.hostLoopback)")
                    .hasMessageContaining("is of no use in the host's network");
        }

        @Test
        void leadAPortInOrOut() {
            goal.ports = List.of("8080:5432");
            goal.hostLoopback = List.of("5432");

            assertThatThrownBy(() -> spec())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("hostLoopback: 5432 is a port of the application's");
        }

        @Test
        void areWhatAliasesAreFor() {
            goal.aliases = List.of("db");
            assertThatThrownBy(() -> spec())
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("Parameter 'aliases'")
                    .hasMessageContaining("are for a network with others");
        }
    }

    @Nested
    class Limitations {
        @Test
        void areNoneUnlessAskedFor() throws Exception {
            assertThat(spec().limits()).isEqualTo(Limits.NONE);
            assertThat(spec().network()).isEqualTo(NetworkMode.PRIVATE);
            assertThat(spec().seccomp()).isEqualTo(new SeccompChoice.Default());
            assertThat(spec().user()).isEqualTo(UserChoice.ROOT);
            assertThat(spec().init()).isTrue();
        }

        @Test
        void nameNoHostUnaskedWhereAnOuterFilterMayRefuseIt() throws Exception {
            goal.hostname = "shop"; // the artifact id, as Maven has it by default
            caller = caller(true);
            assertThat(spec().hostname()).isEmpty();

            goal.hostname = "web";
            assertThat(spec().hostname()).contains("web");
        }

        @Test
        void areTakenFromTheParameters() throws Exception {
            goal.memory = "512m";
            goal.cpus = "1.5";
            goal.pids = "100";
            goal.user = "1000:50";
            goal.hostname = "shop";
            goal.ulimits = List.of("nofile=1024:4096");
            goal.sysctls = Map.of("net.core.somaxconn", "512");
            goal.capAdd = List.of("NET_RAW");
            goal.capDrop = List.of("ALL");
            goal.seccompProfile = "unconfined";
            goal.init = false;

            ContainerSpec spec = spec();

            assertThat(spec.limits().memory()).hasValue(512 << 20);
            assertThat(spec.limits().cpus()).hasValue(1.5);
            assertThat(spec.limits().pids()).hasValue(100);
            assertThat(spec.user()).isEqualTo(new UserChoice(1000, 50, List.of()));
            assertThat(spec.hostname()).contains("shop");
            assertThat(spec.ulimits()).containsExactly(new Ulimit("nofile", 1024, 4096));
            assertThat(spec.sysctls()).containsExactly(entry("net.core.somaxconn", "512"));
            assertThat(spec.capabilitiesAdded()).containsExactly("NET_RAW");
            assertThat(spec.capabilitiesDropped()).containsExactly("ALL");
            assertThat(spec.seccomp()).isEqualTo(new SeccompChoice.Unconfined());
            assertThat(spec.init()).isFalse();
        }

        @Test
        void ofSystemCallsComeFromAFile() throws IOException, ParameterException {
            Path profile = Files.createFile(base.resolve("seccomp.json"));
            goal.seccompProfile = "seccomp.json";

            assertThat(spec().seccomp()).isEqualTo(new SeccompChoice.Profile(profile));
        }

        @Test
        void ofSystemCallsNeedAFileThatExists() {
            goal.seccompProfile = "seccomp.json";

            assertThatThrownBy(() -> spec())
                    .hasMessage("Parameter 'seccompProfile' (-Djdock.seccompProfile): 'seccomp.json' is neither a file"
                            + " nor 'unconfined'");
        }

        @Test
        void ofProcessesAllowAtLeastOne() {
            goal.pids = "0";

            assertThatThrownBy(() -> spec())
                    .hasMessage("Parameter 'pids' (-Djdock.pids): '0' is no whole number of at least 1");
        }
    }

    @Nested
    class Ports {
        @Test
        void areThemselvesInTheHostsNetwork() throws Exception {
            goal.network = "host";
            goal.ports = List.of("8080", "8080:8080");

            assertThat(spec().network()).isEqualTo(NetworkMode.HOST);
        }

        @Test
        void cannotMoveThere() {
            goal.network = "host";
            goal.ports = List.of("80:8080");

            assertThatThrownBy(() -> spec())
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("'80:8080' moves a port")
                    .hasMessageContaining("have it listen on 80 instead");
        }

        @Test
        void arePublishedFromANetworkOfTheContainersOwn() throws Exception {
            goal.ports = List.of("8080:80", "9000", "0.0.0.0:8000-8010:81", "5353:53/udp");

            assertThat(spec().publishedPorts())
                    .extracting(PublishedPort::toString)
                    .containsExactly(
                            "127.0.0.1:8080:80", "127.0.0.1::9000", "0.0.0.0:8000-8010:81", "127.0.0.1:5353:53/udp");
        }

        @Test
        void mayBeSaidByProperties() throws Exception {
            userProperties.setProperty("web.port", "8080");
            goal.ports = List.of("web.port:80", "admin.port:90");

            assertThat(spec().publishedPorts())
                    .extracting(PublishedPort::toString)
                    .containsExactly("127.0.0.1:8080:80", "127.0.0.1::90");
        }

        @Test
        void areRefusedByName() {
            goal.ports = List.of("53:53/sctp");

            assertThatThrownBy(() -> spec())
                    .isInstanceOf(ParameterException.class)
                    .hasMessageStartingWith("Parameter 'ports'")
                    .hasMessageContaining("only tcp and udp can be published");
        }
    }
}
