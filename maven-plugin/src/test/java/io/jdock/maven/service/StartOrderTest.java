package io.jdock.maven.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.ContainerSpec;
import io.jdock.maven.value.ParameterException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartOrderTest {
    private static ServiceDescription service(String alias, String... dependsOn) throws ParameterException {
        return new ServiceDescription(
                alias,
                List.of(dependsOn),
                ContainerSpec.builder().command(List.of("/bin/true")).build(),
                Readiness.parse(Map.of()),
                Path.of("/tmp", alias + ".log"));
    }

    @Test
    void eachComesAfterThoseThatItDependsOn() throws Exception {
        List<ServiceDescription> order = StartOrder.of(
                List.of(service("web", "cache", "db"), service("cache", "db"), service("db"), service("mail")),
                Set.of());

        assertThat(order).extracting(ServiceDescription::alias).containsExactly("db", "cache", "web", "mail");
    }

    @Test
    void oneThatRunsAlreadyMayBeDependedOn() throws Exception {
        assertThat(StartOrder.of(List.of(service("web", "db")), Set.of("db")))
                .extracting(ServiceDescription::alias)
                .containsExactly("web");
    }

    @Test
    void aCycleIsToldAsItGoesRound() {
        assertThatThrownBy(() -> StartOrder.of(
                        List.of(service("a", "b"), service("b", "c"), service("c", "d"), service("d", "b")), Set.of()))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'dependsOn'")
                .hasMessageContaining("each waits for the next: b -> c -> d -> b");
    }

    @Test
    void noneDependsOnItself() {
        assertThatThrownBy(() -> StartOrder.of(List.of(service("a", "a")), Set.of()))
                .hasMessageEndingWith("a -> a");
    }

    @Test
    void anUnknownNameIsToldWithThoseThereAre() {
        assertThatThrownBy(() -> StartOrder.of(List.of(service("web", "database"), service("db")), Set.of("mail")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'dependsOn'")
                .hasMessageEndingWith("'web' depends on 'database', which is none of the containers mail, web, db");
    }

    @Test
    void anAliasIsTakenByAnotherOfTheConfiguration() {
        assertThatThrownBy(() -> StartOrder.of(List.of(service("web"), service("web")), Set.of()))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'alias'")
                .hasMessageContaining("there is a container 'web' already");
    }

    @Test
    void anAliasIsTakenByOneThatRuns() {
        assertThatThrownBy(() -> StartOrder.of(List.of(service("web")), Set.of("web")))
                .hasMessageContaining("there is a container 'web' already");
    }
}
