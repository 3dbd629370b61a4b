package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** runtime.md: state and operations. */
class OperationsIT extends Conformance {
    private static final String SEMANTIC_VERSION = "\\d+\\.\\d+\\.\\d+([-+].*)?";

    @Test
    @Must("runtime.md#state")
    void aCreatedContainerHasAStateWithEverythingRequired() throws Exception {
        Bundle bundle = bundle("sleep 1000")
                .with(it -> it.configuration().putObject("annotations").put("key", "value"));
        runtime().create(id(), bundle).succeeded();

        JsonNode state = runtime().state(id());

        assertThat(state.path("ociVersion").asText()).matches(SEMANTIC_VERSION);
        assertThat(state.path("id").asText()).isEqualTo(id());
        assertThat(state.path("status").asText()).isEqualTo("created");
        assertThat(ProcessHandle.of(state.path("pid").asLong())).isPresent();
        assertThat(state.path("bundle").asText()).isEqualTo(bundle.directory().toString());
        assertThat(state.path("annotations").path("key").asText()).isEqualTo("value");
    }

    @Test
    @Must("runtime.md#state")
    void theStatusFollowsTheLife() throws Exception {
        runtime().create(id(), bundle("sleep 1000")).succeeded();
        long pid = runtime().pid(id());

        runtime().command("start", id()).succeeded();
        assertThat(runtime().status(id())).isEqualTo("running");

        runtime().command("kill", id(), "KILL").succeeded();
        runtime().awaitEnd(pid);
        assertThat(runtime().status(id())).isEqualTo("stopped");
    }

    @Test
    @Must("runtime.md#query-state")
    void theStateOfNoContainerIsAnError() throws Exception {
        runtime().command("state", "nonsuch").failed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "create", "start", "kill", "delete"})
    @Must("runtime.md#operations")
    void anOperationNeedsAnId(String operation) throws Exception {
        runtime().command(operation).failed();
    }

    @Test
    @Must("runtime.md#create")
    void anIdBelongsToOneContainer() throws Exception {
        Bundle bundle = bundle("sleep 1000");
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());

        runtime().create(id(), bundle).failed();

        assertThat(runtime().pid(id())).isEqualTo(pid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/b", ""})
    @Must("runtime.md#create")
    void anIdMustBeValid(String id) throws Exception {
        runtime().create(id, bundle("sleep 1000")).failed();
    }

    @Test
    @Must("runtime.md#create")
    void theProgramDoesNotRunBeforeStart() throws Exception {
        Bundle bundle = bundle("echo yes > /ran; sleep 1000");
        runtime().create(id(), bundle).succeeded();

        assertThat(bundle.file("ran")).doesNotExist();
    }

    @Test
    @Must("runtime.md#create")
    void laterChangesOfTheConfigurationHaveNoEffect() throws Exception {
        Bundle bundle = bundle("echo first > /said");
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());
        bundle.script("echo second > /said");

        runtime().command("start", id()).succeeded();
        runtime().awaitEnd(pid);

        assertThat(bundle.file("said")).hasContent("first");
    }

    @Test
    @Must("runtime.md#create")
    void aPropertyThatCannotBeAppliedIsAnErrorAndMakesNoContainer() throws Exception {
        refused(bundle -> bundle.mount("/data", "nonsuchfs", "none"));
    }

    @Test
    @Must("runtime.md#errors")
    void anErrorLeavesTheIdFree() throws Exception {
        Bundle bundle = bundle("true").with(it -> it.mount("/data", "nonsuchfs", "none"));
        runtime().create(id(), bundle).failed();
        bundle.with(it -> it.configuration().putArray("mounts"));

        runtime().create(id(), bundle).succeeded();
    }

    @Test
    @Must("runtime.md#create")
    void aBundleMustExist() throws Exception {
        runtime()
                .command("create", "--bundle", directory().resolve("nonsuch").toString(), id())
                .failed();
    }

    @Test
    @Must("runtime.md#start")
    void startRunsTheProgram() throws Exception {
        Bundle bundle = bundle("echo yes > /ran");
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());

        runtime().command("start", id()).succeeded();
        runtime().awaitEnd(pid);

        assertThat(bundle.file("ran")).hasContent("yes");
    }

    @Test
    @Must("runtime.md#start")
    void aRunningContainerCannotBeStarted() throws Exception {
        Bundle bundle = bundle("echo again >> /ran; sleep 1000");
        runtime().create(id(), bundle).succeeded();
        runtime().command("start", id()).succeeded();

        runtime().command("start", id()).failed();

        assertThat(runtime().status(id())).isEqualTo("running");
    }

    @Test
    @Must("runtime.md#start")
    void aStoppedContainerCannotBeStarted() throws Exception {
        runtime().create(id(), bundle("exit 0")).succeeded();
        long pid = runtime().pid(id());
        runtime().command("start", id()).succeeded();
        runtime().awaitEnd(pid);

        runtime().command("start", id()).failed();

        assertThat(runtime().status(id())).isEqualTo("stopped");
    }

    @Test
    @Must("runtime.md#start")
    void withoutAProcessNothingStarts() throws Exception {
        Bundle bundle = bundle("").with(it -> it.configuration().remove("process"));

        // The specification leaves open whether create refuses already.
        if (runtime().create(id(), bundle).status() == 0) {
            runtime().command("start", id()).failed();
        }
    }

    @Test
    @Must("runtime.md#kill")
    void killSendsTheSignalToTheProcess() throws Exception {
        Bundle bundle = bundle("trap 'echo caught > /said; exit' USR1; echo > /ready; while :; do sleep 0.01; done");
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());
        runtime().command("start", id()).succeeded();
        while (!Files.exists(bundle.file("ready"))) {
            Thread.sleep(5);
        }

        runtime().command("kill", id(), "USR1").succeeded();
        runtime().awaitEnd(pid);

        assertThat(bundle.file("said")).hasContent("caught");
    }

    @Test
    @Must("runtime.md#kill")
    void aCreatedContainerCanBeKilled() throws Exception {
        runtime().create(id(), bundle("sleep 1000")).succeeded();
        long pid = runtime().pid(id());

        runtime().command("kill", id(), "KILL").succeeded();
        runtime().awaitEnd(pid);

        assertThat(runtime().status(id())).isEqualTo("stopped");
    }

    @Test
    @Must("runtime.md#kill")
    void aStoppedContainerCannotBeKilled() throws Exception {
        runtime().create(id(), bundle("exit 0")).succeeded();
        long pid = runtime().pid(id());
        runtime().command("start", id()).succeeded();
        runtime().awaitEnd(pid);

        runtime().command("kill", id(), "KILL").failed();
    }

    @Test
    @Must("runtime.md#delete")
    void aRunningContainerCannotBeDeleted() throws Exception {
        runtime().create(id(), bundle("sleep 1000")).succeeded();
        runtime().command("start", id()).succeeded();

        runtime().delete(id()).failed();

        assertThat(runtime().status(id())).isEqualTo("running");
    }

    @Test
    @Must("runtime.md#delete")
    void aDeletedContainerIsGoneAndItsIdFree() throws Exception {
        Bundle bundle = bundle("exit 0");
        runtime().run(id(), bundle).succeeded();
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());
        runtime().command("start", id()).succeeded();
        runtime().awaitEnd(pid);

        runtime().delete(id()).succeeded();

        runtime().command("state", id()).failed();
        runtime().create(id(), bundle).succeeded();
    }

    @Test
    @Must("runtime.md#delete")
    void whatTheContainerDidNotMakeStays() throws Exception {
        Path shared = Files.createDirectory(directory().resolve("shared"));
        Files.writeString(shared.resolve("file"), "kept");
        Bundle bundle = bundle("cat /shared/file").with(it -> it.mount("/shared", "bind", shared.toString(), "rbind"));

        assertThat(runtime().run(id(), bundle).succeeded().out()).isEqualTo("kept");
        assertThat(shared.resolve("file")).hasContent("kept");
    }
}
