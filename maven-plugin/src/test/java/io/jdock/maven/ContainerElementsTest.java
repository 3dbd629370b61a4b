package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.jdock.maven.value.ParameterException;
import java.io.File;
import java.io.StringReader;
import java.util.List;
import org.codehaus.plexus.classworlds.ClassWorld;
import org.codehaus.plexus.classworlds.realm.ClassRealm;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContainerElementsTest {
    private final ClassRealm realm =
            new ClassRealm(new ClassWorld(), "plugin", getClass().getClassLoader());

    @AfterEach
    void disposeOfTheRealm() throws Exception {
        realm.close();
    }

    /** What Maven's does with a text that has no expression. */
    private static final class Literally implements ExpressionEvaluator {
        @Override
        public Object evaluate(String expression) {
            return expression;
        }

        @Override
        public File alignToBaseDirectory(File file) {
            return file;
        }
    }

    private List<StartMojo> goals(String xml) throws Exception {
        PlexusConfiguration goal = new XmlPlexusConfiguration(
                Xpp3DomBuilder.build(new StringReader("<configuration>" + xml + "</configuration>")));
        return new ContainerElements(goal, new Literally(), realm)
                .goals(goal.getChild("containers"), () -> new StartMojo(new NoToolchains()));
    }

    @Test
    void eachHasItsOwnParametersAndTheGoalsForTheRest() throws Exception {
        List<StartMojo> goals = goals("""
                <alias>application</alias><network>host</network><memory>1g</memory>
                <containers>
                  <container>
                    <alias>db</alias><memory>64m</memory><command>sh -c 'sleep 5'</command>
                  </container>
                  <container>
                    <alias>web</alias>
                    <dependsOn><dependsOn>db</dependsOn></dependsOn>
                    <wait><log>ready</log></wait>
                    <environmentVariables><A>b</A></environmentVariables>
                  </container>
                </containers>""");

        assertThat(goals).extracting(goal -> goal.alias).containsExactly("db", "web");
        assertThat(goals).extracting(goal -> goal.memory).containsExactly("64m", "1g");
        assertThat(goals).extracting(goal -> goal.network).containsExactly("host", "host");
        assertThat(goals.get(0).command.words("command")).containsExactly("sh", "-c", "sleep 5");
        assertThat(goals.get(1).command.isEmpty()).isTrue();
        assertThat(goals.get(1).dependsOn).containsExactly("db");
        assertThat(goals.get(1).wait).containsExactly(entry("log", "ready"));
        assertThat(goals.get(1).environmentVariables).containsExactly(entry("A", "b"));
        assertThat(goals.get(0).wait).isEmpty();
    }

    @Test
    void aParameterThatThereIsNotIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> goals("<containers><container><alias>a</alias></container>"
                        + "<container><alias>b</alias><memori>1g</memori></container></containers>"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'containers[1]'")
                .hasMessageContaining("memori");
    }

    @Test
    void aContainerWithoutANameIsRefused() {
        assertThatThrownBy(() -> goals("<alias>x</alias><containers><container/></containers>"))
                .hasMessageContaining("'containers[0].alias'")
                .hasMessageContaining("needs a name");
    }

    @Test
    void whatIsSaidForAllIsRefusedForOne() {
        assertThatThrownBy(() ->
                        goals("<containers><container><alias>a</alias><skip>true</skip></container></containers>"))
                .hasMessageContaining("'containers[0].skip'");
    }

    @Test
    void otherElementsAreRefused() {
        assertThatThrownBy(() -> goals("<containers><service/></containers>"))
                .hasMessageContaining("has <service>, but consists of <container>");
        assertThatThrownBy(() -> goals("<containers/>")).hasMessageContaining("is empty");
    }
}
