package io.jdock.maven.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamedValuesTest {
    private final Properties project = new Properties();
    private final Properties user = new Properties();
    private final NamedValues values = new NamedValues(project, user);

    @Test
    void thePomsOrderIsKeptAndPropertiesFollowByName() {
        Map<String, @Nullable String> configured = new LinkedHashMap<>();
        configured.put("ZONE", "utc");
        configured.put("AREA", "51");
        user.setProperty("jdock.environmentVariables.C", "3");
        user.setProperty("jdock.environmentVariables.B", "2");

        assertThat(values.of("environmentVariables", configured))
                .containsExactly(entry("ZONE", "utc"), entry("AREA", "51"), entry("B", "2"), entry("C", "3"));
    }

    @Test
    void theCommandLineWinsOverTheProjectsPropertiesAndThoseOverTheConfiguration() {
        project.setProperty("jdock.environmentVariables.A", "property");
        project.setProperty("jdock.environmentVariables.B", "property");
        user.setProperty("jdock.environmentVariables.A", "command line");

        assertThat(values.of("environmentVariables", Map.of("A", "pom", "B", "pom", "C", "pom")))
                .containsOnly(entry("A", "command line"), entry("B", "property"), entry("C", "pom"));
    }

    @Test
    void anElementWithoutTextIsTheEmptyString() {
        Map<String, @Nullable String> configured = new HashMap<>();
        configured.put("EMPTY", null);

        assertThat(values.of("environmentVariables", configured)).containsExactly(entry("EMPTY", ""));
    }

    @Test
    void namesMayContainDotsAndOtherParametersDoNotMatter() {
        user.setProperty("jdock.sysctls.net.core.somaxconn", "512");
        user.setProperty("jdock.sysctls", "ignored");
        user.setProperty("jdock.systemProperties.a.b", "ignored");

        assertThat(values.of("sysctls", Map.of())).containsExactly(entry("net.core.somaxconn", "512"));
    }
}
