package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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

    @Test
    @Must("features-linux.md#seccomp")
    void whatIsNamedForSeccompIsRecognised() throws Exception {
        JsonNode named = features().path("linux").path("seccomp");

        // libseccomp makes no filter for both big and little end first
        List<String> family = List.of("SCMP_ARCH_X86", "SCMP_ARCH_X86_64", "SCMP_ARCH_X32");
        assertThat(named.path("archs")).map(JsonNode::asText).containsAll(family);
        assertThat(said("echo ok", bundle -> {
                    ObjectNode seccomp = bundle.linux().putObject("seccomp").put("defaultAction", "SCMP_ACT_ALLOW");
                    family.forEach(seccomp.putArray("architectures")::add);
                    seccomp.set("flags", named.path("supportedFlags"));
                    for (JsonNode operator : named.path("operators")) {
                        ObjectNode rule =
                                seccomp.withArray("syscalls").addObject().put("action", "SCMP_ACT_ERRNO");
                        rule.putArray("names").add("personality");
                        rule.putArray("args")
                                .addObject()
                                .put("index", 0)
                                .put("value", 1)
                                .put("valueTwo", 1)
                                .set("op", operator);
                    }
                }))
                .isEqualTo("ok");
    }

    @Test
    @Must("features-linux.md#capabilities")
    void capabilitiesNamedAreRecognised() throws Exception {
        JsonNode named = features().path("linux").path("capabilities");

        assertThat(named).map(JsonNode::asText).contains("CAP_CHOWN", "CAP_SYS_ADMIN");
        assertThat(said(
                        "echo ok",
                        bundle -> bundle.process().putObject("capabilities").set("bounding", named)))
                .isEqualTo("ok");
    }

    @Test
    @Must("features-linux.md#memory-policy")
    void policiesForMemoryNamedAreRecognised() throws Exception {
        JsonNode modes = features().path("linux").path("memoryPolicy").path("modes");

        assertThat(modes).map(JsonNode::asText).contains("MPOL_BIND");
        Bundle bundle = bundle("echo ok");
        for (JsonNode mode : modes) {
            boolean placeless = List.of("MPOL_DEFAULT", "MPOL_LOCAL").contains(mode.asText());
            bundle.with(it -> {
                ObjectNode policy = it.linux().putObject("memoryPolicy");
                policy.set("mode", mode);
                policy.put("nodes", placeless ? "" : "0");
            });
            assertThat(runtime().run(id(), bundle).succeeded().out())
                    .as(mode.asText())
                    .isEqualTo("ok\n");
        }
    }
}
