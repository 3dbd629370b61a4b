package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.ContainerSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StartOrderTest {
    private static ServiceDescription service(String alias, String... dependsOn) {
        return new ServiceDescription(
                alias,
                List.of(dependsOn),
                ContainerSpec.builder().command(List.of("/bin/true")).build(),
                Readiness.atOnce(),
                Path.of("/tmp", alias + ".log"));
    }

    private static Consumer<Throwable> ofField(String name) {
        return e -> assertThat(e)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        problem -> assertThat(problem.field()).contains(name));
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
                .satisfies(ofField("dependsOn"))
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
                .satisfies(ofField("dependsOn"))
                .hasMessageEndingWith("'web' depends on 'database', which is none of the containers mail, web, db");
    }

    @Test
    void anAliasIsTakenByAnotherOfTheConfiguration() {
        assertThatThrownBy(() -> StartOrder.of(List.of(service("web"), service("web")), Set.of()))
                .satisfies(ofField("alias"))
                .hasMessageContaining("there is a container 'web' already");
    }

    @Test
    void anAliasIsTakenByOneThatRuns() {
        assertThatThrownBy(() -> StartOrder.of(List.of(service("web")), Set.of("web")))
                .hasMessageContaining("there is a container 'web' already");
    }
}
