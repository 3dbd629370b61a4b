package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.ContainerSpec;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForkConnectionTest {
    private static final String BY_TCP =
            "<forkNode implementation='org.apache.maven.plugin.surefire.extensions.SurefireForkNodeFactory'/>";

    private final MavenProject project = new MavenProject();
    private final Plugin plugin = new Plugin();

    @TempDir
    Path directory;

    private void configured(String plugin) {
        this.plugin.setArtifactId(plugin);
        project.setBuild(new Build());
        project.getBuild().addPlugin(this.plugin);
    }

    private static Xpp3Dom configuration(String xml) throws Exception {
        return Xpp3DomBuilder.build(new StringReader("<configuration>" + xml + "</configuration>"));
    }

    @Test
    void isUsedIfSurefireSaysSo() throws Exception {
        configured("maven-surefire-plugin");
        assertThat(ForkConnection.isUsed(project)).isFalse();

        plugin.setConfiguration(configuration(
                "<forkNode implementation='org.apache.maven.plugin.surefire.extensions.LegacyForkNodeFactory'/>"));
        assertThat(ForkConnection.isUsed(project)).isFalse();

        plugin.setConfiguration(configuration(BY_TCP));
        assertThat(ForkConnection.isUsed(project)).isTrue();
    }

    @Test
    void isUsedIfAnExecutionOfFailsafeSaysSo() throws Exception {
        configured("maven-failsafe-plugin");
        PluginExecution execution = new PluginExecution();
        execution.setConfiguration(configuration(BY_TCP));
        plugin.addExecution(execution);

        assertThat(ForkConnection.isUsed(project)).isTrue();
    }

    private ContainerSpec of(String connection, String... more) throws Exception {
        Files.writeString(directory.resolve("surefire1tmp"), "forkNodeConnectionString=" + connection + "\n");
        Files.writeString(directory.resolve("surefire2tmp"), "user.dir=/\n");
        List<String> command =
                new ArrayList<>(List.of("java", "-jar", "booter.jar", directory.toString(), "dump", "surefire1tmp"));
        command.addAll(List.of(more));
        return ForkConnection.open(ContainerSpec.builder().command(command).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "surefire2tmp"})
    void thePortOfATestJvmIsInTheFileThatItIsGiven(String more) throws Exception {
        String[] arguments = more.isEmpty() ? new String[0] : new String[] {more};

        assertThat(of("tcp\\://127.0.0.1\\:43210?sessionId\\=0c4f", arguments).hostLoopback())
                .containsExactly(43210);
        assertThat(of("pipe\\://1", arguments).hostLoopback()).isEmpty();
    }

    /** As {@code java -version}, by which a toolchain is looked at. */
    @Test
    void anotherJvmHasNone() throws Exception {
        ContainerSpec spec = ContainerSpec.builder("java", "-version").build();

        assertThat(ForkConnection.open(spec)).isEqualTo(spec);
    }
}
