package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.NetworkMember;
import io.jdock.container.NetworkMode;
import io.jdock.container.PublishedPort;
import io.jdock.container.Volume;
import io.jdock.host.Caller;
import io.jdock.host.IdRange;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.model.Build;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForkDescriptionTest {
    @TempDir
    Path directory;

    private final PrepareForkMojo goal = new PrepareForkMojo(new NoToolchains());
    private final Properties userProperties = new Properties();

    private OptionalInt debugger = OptionalInt.empty();
    private Path base;
    private Path prepared;
    private Path repository;
    private Path jdk;

    @BeforeEach
    void aCompiledProjectWithADependencyInTheRepositoryAndOneInTheReactor() throws Exception {
        base = Files.createDirectories(directory.resolve("shop"));
        prepared = Files.createDirectories(base.resolve("target/jdock"));
        repository = Files.createDirectories(directory.resolve("repository"));
        jdk = Files.createDirectories(directory.resolve("jdk"));
        MavenProject project = new MavenProject();
        project.setFile(base.resolve("pom.xml").toFile());
        project.setArtifactId("shop");
        project.setBuild(new Build());
        project.getBuild().setOutputDirectory(base.resolve("target/classes").toString());
        project.getBuild()
                .setTestOutputDirectory(Files.createDirectories(base.resolve("target/test-classes"))
                        .toString());
        project.setResolvedArtifacts(
                Set.of(artifact(Files.createDirectories(directory.resolve("other/target/classes")))));
        project.setArtifactFilter(each -> true);
        goal.project = project;
    }

    private static DefaultArtifact artifact(Path file) {
        DefaultArtifact artifact = new DefaultArtifact(
                "org.example", "other", "1", "compile", "jar", null, new DefaultArtifactHandler("jar") {
                    @Override
                    public boolean isAddedToClasspath() {
                        return true;
                    }
                });
        artifact.setFile(file.toFile());
        return artifact;
    }

    private ContainerSpec spec(long uid) throws ParameterException, IOException {
        List<IdRange> all = List.of(Caller.ALL_IDS);
        Caller caller = new Caller("tester", uid, uid, List.of(), 0, false, false, all, all, false);
        return new ForkDescription(
                        goal,
                        goal.numberedPorts(userProperties),
                        new NamedValues(goal.project.getProperties(), userProperties),
                        jdk,
                        prepared,
                        repository,
                        caller,
                        debugger)
                .spec();
    }

    @Test
    void theProgramIsJavaAloneForItsArgumentsAreSurefires() throws Exception {
        assertThat(spec(1000).command()).containsExactly(jdk + "/bin/java");
    }

    @Test
    void theUserIsTheOneWhoRunsMaven() throws Exception {
        assertThat(spec(1000).user().uid()).isEqualTo(1000);
        assertThat(spec(0).user().uid()).isZero();
    }

    @Test
    void theProjectCanBeWrittenButNotWhatMavenStarts() throws Exception {
        assertThat(spec(1000).volumes())
                .contains(new Volume(base, base, false), Volume.readOnly(prepared))
                .extracting(Volume::target)
                .containsSubsequence(base, prepared);
    }

    @Test
    void theRepositoryTheJdkAndOtherModulesCanBeRead() throws Exception {
        assertThat(spec(1000).volumes())
                .contains(
                        Volume.readOnly(repository),
                        Volume.readOnly(jdk),
                        Volume.readOnly(directory.resolve("other/target/classes")));
    }

    @Test
    void theJavaHomeIsTheRealOneAndOtherVariablesAreAdded() throws Exception {
        userProperties.setProperty("jdock.environmentVariables.MODE", "test");
        assertThat(spec(1000).environment()).isEqualTo(Map.of("JAVA_HOME", jdk.toString(), "MODE", "test"));
    }

    @Test
    void anOrdinaryUserGetsAnEmptyHomeDirectory() throws Exception {
        Path home = Path.of(System.getProperty("user.home"));
        assertThat(spec(1000).tmpfs())
                .singleElement()
                .matches(tmpfs -> tmpfs.target().equals(home));
        assertThat(spec(0).tmpfs()).isEmpty();
    }

    @Test
    void thereIsNoNetworkUnlessItIsGiven() throws Exception {
        assertThat(spec(1000).network()).isEqualTo(NetworkMode.NONE);
        assertThat(Jdock.canSave(spec(1000))).as("by itself").isTrue();

        goal.network = "private";
        goal.egress = List.of("none");
        assertThat(spec(1000).network()).isEqualTo(NetworkMode.PRIVATE);
        assertThat(spec(1000).egress()).isPresent();

        goal.network = "shop";
        goal.aliases = List.of("tests");
        assertThat(spec(1000).member()).contains(new NetworkMember("shop", List.of("tests")));
        assertThat(Jdock.canSave(spec(1000))).as("by itself").isFalse();
    }

    @Test
    void limitsAndPortsAreThoseOfOtherContainers() throws Exception {
        goal.memory = "1g";
        goal.ports = List.of("8000:80");
        assertThat(spec(1000).limits().memory()).hasValue(1 << 30);
        assertThat(spec(1000).publishedPorts()).containsExactly(PublishedPort.of(8000, 80));
    }

    @Test
    void aDatabaseOnThisMachineIsReached() throws Exception {
        goal.hostLoopback = List.of("5432");
        assertThat(spec(1000).hostLoopback()).containsExactly(5432);
        assertThat(Jdock.canSave(spec(1000))).as("by itself").isFalse();
    }

    /** Surefire hands the property to the tests before their JVM has the port. */
    @Test
    void aNamedPortIsKnownBeforeATestJvmHasIt() throws Exception {
        goal.project.getProperties().setProperty("web.port", "8001");
        goal.ports = List.of("web.port:80", "admin.port:90", "other.port:90", "dns.port:53/udp");

        List<PublishedPort> published = spec(1000).publishedPorts();

        assertThat(published)
                .containsExactly(
                        PublishedPort.of(8001, 80),
                        PublishedPort.of(property("admin.port"), 90),
                        PublishedPort.of(property("other.port"), 90),
                        PublishedPort.parse(property("dns.port") + ":53/udp").get(0));
        assertThat(property("admin.port")).isPositive().isNotEqualTo(property("other.port"));
        assertThat(spec(1000).publishedPorts()).as("in a second execution").isEqualTo(published);
    }

    @Test
    void aNamedPortIsTheApplicationsOwnInTheHostsNetwork() throws Exception {
        goal.network = "host";
        goal.ports = List.of("web.port:80");

        assertThat(spec(1000).publishedPorts()).isEmpty();
        assertThat(property("web.port")).isEqualTo(80);
    }

    private int property(String name) {
        return Integer.parseInt(goal.project.getProperties().getProperty(name));
    }

    @Test
    void aDebuggerReachesTheTestJvmByTheSamePort() throws Exception {
        debugger = OptionalInt.of(5005);
        assertThat(spec(1000).publishedPorts()).containsExactly(PublishedPort.of(5005, 5005));

        goal.network = "host";
        assertThat(spec(1000).publishedPorts()).isEmpty();
    }

    @Test
    void theWallsAreThoseOfOtherContainers() throws Exception {
        goal.network = "host";
        goal.hostname = "tests";
        goal.readOnly = true;
        ContainerSpec spec = spec(1000);
        assertThat(spec.network()).isEqualTo(NetworkMode.HOST);
        assertThat(spec.hostname()).contains("tests");
        assertThat(spec.volumes()).contains(Volume.readOnly(base));
    }
}
