package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** features.md and features-linux.md. */
class FeaturesIT extends Conformance {
    private JsonNode features() throws Exception {
        return runtime().command("features").succeeded().json();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ociVersionMin", "ociVersionMax"})
    @Must("features.md#specification-version")
    void theVersionsNamedAreAccepted(String property) throws Exception {
        String version = features().path(property).asText();

        assertThat(version).isNotEmpty();
        assertThat(said("echo ok", bundle -> bundle.configuration().put("ociVersion", version)))
                .isEqualTo("ok");
    }

    @Test
    @Must("features.md#hooks")
    void theHooksNamedAreThoseOfTheSpecification() throws Exception {
        assertThat(features().path("hooks"))
                .map(JsonNode::asText)
                .contains("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");
    }

    @Test
    @Must("features.md#mount-options")
    void mountOptionsAreNamed() throws Exception {
        assertThat(features().path("mountOptions"))
                .map(JsonNode::asText)
                .contains("ro", "rbind", "nosuid", "nodev", "noexec", "rslave");
    }

    @Test
    @Must("features-linux.md#namespaces")
    void namespacesAreNamed() throws Exception {
        assertThat(features().path("linux").path("namespaces"))
                .map(JsonNode::asText)
                .contains("cgroup", "ipc", "mount", "network", "pid", "user", "uts");
    }

    @Test
    @Must("features-linux.md#seccomp")
    void actionsOfSeccompAreNamed() throws Exception {
        JsonNode seccomp = features().path("linux").path("seccomp");

        assertThat(seccomp.path("enabled").asBoolean()).isTrue();
        assertThat(seccomp.path("actions")).map(JsonNode::asText).contains("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO");
        assertThat(seccomp.path("operators")).map(JsonNode::asText).contains("SCMP_CMP_EQ", "SCMP_CMP_MASKED_EQ");
    }
}
