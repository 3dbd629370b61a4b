package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.host.HostProbe;
import io.jdock.service.Condition;
import io.jdock.service.ServiceDescription;
import java.io.StringReader;
import java.nio.file.Path;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartRehearsalTest {
    private final MavenProject project = new MavenProject();
    private final Plugin plugin = new Plugin();

    @BeforeEach
    void aProjectWithThePlugin() {
        plugin.setArtifactId("jdock-maven-plugin");
        project.setBuild(new Build());
        project.getBuild().addPlugin(plugin);
    }

    private void executes(String goal, String configuration) throws Exception {
        PluginExecution execution = new PluginExecution();
        execution.setId(goal + plugin.getExecutions().size());
        execution.addGoal(goal);
        execution.setConfiguration(
                Xpp3DomBuilder.build(new StringReader("<configuration>" + configuration + "</configuration>")));
        plugin.addExecution(execution);
    }

    @Test
    void thereIsNothingToRehearseInAProjectThatStartsNothing() throws Exception {
        executes("pull", "<image>postgres:15</image>");

        assertThat(StartRehearsal.images(project)).isEmpty();
    }

    @Test
    void aStartWithoutAnImageIsRehearsedToo() throws Exception {
        executes("start", "<ports><port>8080</port></ports>");

        assertThat(StartRehearsal.images(project))
                .hasValueSatisfying(images -> assertThat(images).isEmpty());
    }

    @Test
    void aStartWithoutAConfigurationIsRehearsedToo() {
        PluginExecution execution = new PluginExecution();
        execution.addGoal("start");
        plugin.addExecution(execution);

        assertThat(StartRehearsal.images(project)).isPresent();
    }

    @Test
    void theImagesAreThoseOfAllContainersOfAllExecutions() throws Exception {
        executes("start", "<image>postgres:15</image>");
        executes("start", """
                <containers>
                  <container><alias>cache</alias><image>redis</image></container>
                  <container><alias>web</alias></container>
                  <container><alias>mail</alias><image>oci:target/mail</image></container>
                </containers>""");

        assertThat(StartRehearsal.images(project))
                .hasValueSatisfying(images -> assertThat(images).containsExactlyInAnyOrder("postgres:15", "redis"));
    }

    @Test
    @SuppressWarnings("deprecation") // Maven makes sessions so itself
    void whatIsRehearsedCouldBeStarted(@TempDir Path directory) throws Exception {
        project.setArtifactId("shop");
        project.setFile(directory.resolve("pom.xml").toFile());
        project.getBuild().setDirectory(directory.resolve("target").toString());
        project.getBuild()
                .setOutputDirectory(directory.resolve("target/classes").toString());
        MavenSession session =
                new MavenSession(null, null, new DefaultMavenExecutionRequest(), new DefaultMavenExecutionResult());
        StartRehearsal rehearsal =
                new StartRehearsal(project, session, new NoToolchains(), new SystemStreamLog(), HostProbe.probe());

        ServiceDescription description = rehearsal.description(null);

        assertThat(description.spec().command()).containsExactly("true");
        assertThat(description.readiness().conditions()).hasOnlyElementsOfType(Condition.Log.class);
        assertThat(directory).isEmptyDirectory();
    }
}
