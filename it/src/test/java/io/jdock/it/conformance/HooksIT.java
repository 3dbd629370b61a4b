package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** runtime.md: the lifecycle; config.md: POSIX-platform hooks. */
class HooksIT extends Conformance {
    private static final List<String> OUTSIDE = List.of("prestart", "createRuntime", "poststart", "poststop");

    /** Where a hook writes: the same file, by its path inside and outside. */
    private static String log(Bundle bundle, String hook) {
        return hook.equals("startContainer") ? "/hooks" : bundle.file("hooks").toString();
    }

    private static void say(Bundle bundle, String hook, String what) {
        bundle.hook(hook, "echo " + what + " >> " + log(bundle, hook));
    }

    private void live(Bundle bundle) throws Exception {
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());
        runtime().command("start", id()).succeeded();
        runtime().awaitEnd(pid);
        runtime().delete(id()).succeeded();
    }

    @Test
    @Must("runtime.md#lifecycle")
    void hooksAreCalledInTheOrderOfTheLifecycle() throws Exception {
        Bundle bundle = bundle("echo process >> /hooks").with(it -> {
            for (String hook : List.of("poststop", "startContainer", "createContainer", "createRuntime", "prestart")) {
                say(it, hook, hook);
            }
        });

        live(bundle);

        assertThat(Files.readAllLines(bundle.file("hooks")))
                .containsExactly(
                        "prestart", "createRuntime", "createContainer", "startContainer", "process", "poststop");
    }

    @Test
    @Must("config.md#poststart")
    void poststartIsCalledOnceTheProgramWasStarted() throws Exception {
        Bundle bundle = bundle("sleep 1000").with(it -> say(it, "poststart", "poststart"));
        runtime().create(id(), bundle).succeeded();
        assertThat(bundle.file("hooks")).doesNotExist();

        runtime().command("start", id()).succeeded();

        assertThat(bundle.file("hooks")).hasContent("poststart");
    }

    @Test
    @Must("config.md#posix-platform-hooks")
    void hooksOfAKindAreCalledInTheOrderListed() throws Exception {
        List<String> kinds = List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststop");
        Bundle bundle = bundle("true").with(it -> {
            for (String what : List.of("one", "two", "three")) {
                kinds.forEach(kind -> say(it, kind, kind + " " + what));
            }
        });

        live(bundle);

        assertThat(Files.readAllLines(bundle.file("hooks")))
                .containsExactlyElementsOf(kinds.stream()
                        .flatMap(kind -> Stream.of(kind + " one", kind + " two", kind + " three"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "prestart, creat",
        "createRuntime, creat",
        "createContainer, creat",
        "startContainer, created",
        "poststop, stopped"
    })
    @Must("config.md#posix-platform-hooks")
    void aHookReadsTheState(String kind, String status) throws Exception {
        Bundle bundle = bundle("true").with(it -> it.hook(kind, "echo \"$state\" > " + log(it, kind)));

        live(bundle);

        JsonNode state = new JsonMapper().readTree(Files.readString(bundle.file("hooks")));
        assertThat(state.path("id").asText()).isEqualTo(id());
        assertThat(state.path("status").asText()).startsWith(status);
        assertThat(state.path("bundle").asText()).isEqualTo(bundle.directory().toString());
        assertThat(state.path("ociVersion").asText()).isNotEmpty();
    }

    @Test
    @Must("config.md#posix-platform-hooks")
    void hooksRunInTheNamespacesOfTheRuntimeOrOfTheContainer() throws Exception {
        String own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString();
        Bundle bundle = bundle("sleep 1000").with(it -> {
            for (String kind : OUTSIDE) {
                it.hook(kind, "echo " + kind + " $(readlink /proc/self/ns/mnt) >> " + log(it, kind));
            }
            it.hook(
                    "createContainer",
                    "echo createContainer $(readlink /proc/self/ns/mnt) >> " + log(it, "createContainer"));
            it.hook("startContainer", "echo startContainer $(readlink /proc/self/ns/mnt) >> /hooks")
                    .putArray("env")
                    .add("PATH=/bin");
        });
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());
        String inside =
                Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt")).toString();
        runtime().command("start", id()).succeeded();
        runtime().command("kill", id(), "KILL").succeeded();
        runtime().awaitEnd(pid);
        runtime().delete(id()).succeeded();

        List<String> expected = new ArrayList<>();
        OUTSIDE.forEach(kind -> expected.add(kind + " " + own));
        List.of("createContainer", "startContainer").forEach(kind -> expected.add(kind + " " + inside));
        assertThat(Files.readAllLines(bundle.file("hooks"))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    @Must("runtime.md#lifecycle")
    void aHookThatFailsBeforeCreateEndsIsAnErrorAndTheContainerStops(String kind) throws Exception {
        Bundle bundle = bundle("echo ran >> /hooks").with(it -> {
            it.hook(kind, "exit 3");
            say(it, "poststop", "poststop");
        });

        runtime().create(id(), bundle).failed();
        runtime().command("delete", "--force", id());

        assertThat(bundle.file("hooks")).hasContent("poststop");
    }

    @Test
    @Must("runtime.md#lifecycle")
    void aFailingStartContainerHookIsAnErrorAndTheProgramDoesNotRun() throws Exception {
        Bundle bundle = bundle("echo ran >> /hooks").with(it -> it.hook("startContainer", "exit 3"));
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());

        runtime().command("start", id()).failed();
        runtime().awaitEnd(pid);

        assertThat(bundle.file("hooks")).doesNotExist();
    }

    @Test
    @Must("runtime.md#lifecycle")
    void aFailingPoststartHookIsAnErrorAndTheContainerStops() throws Exception {
        runtime()
                .create(id(), bundle("sleep 1000").with(it -> it.hook("poststart", "exit 3")))
                .succeeded();
        long pid = runtime().pid(id());

        runtime().command("start", id()).failed();

        runtime().awaitEnd(pid);
    }

    @Test
    @Must("runtime.md#lifecycle")
    void aFailingPoststopHookDoesNotKeepTheOthersFromRunning() throws Exception {
        Bundle bundle = bundle("true").with(it -> {
            it.hook("poststop", "exit 3");
            say(it, "poststop", "second");
        });

        live(bundle);

        assertThat(bundle.file("hooks")).hasContent("second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"})
    @Must("config.md#posix-platform-hooks")
    void thePathOfAHookMustBeAbsolute(String kind) throws Exception {
        refused(bundle -> bundle.hook(kind, "true").put("path", "bin/sh"));
    }

    @Test
    @Must("config.md#posix-platform-hooks")
    void aTimeoutMustBeGreaterThanZero() throws Exception {
        refused(bundle -> bundle.hook("createRuntime", "true").put("timeout", 0));
    }

    @Test
    @Must("config.md#posix-platform-hooks")
    void aHookThatTakesTooLongIsAnError() throws Exception {
        refused(bundle -> bundle.hook("createRuntime", "exec sleep 1000").put("timeout", 1));
    }

    @Test
    @Must("config.md#posix-platform-hooks")
    void pathsOfHooksBeforeTheContainerAreTheHosts() throws Exception {
        List<String> kinds = List.of("prestart", "createRuntime", "createContainer");
        Path program = directory().resolve("hook");
        Bundle bundle = bundle("true");
        Files.writeString(program, "#!/bin/sh\necho $kind >> " + bundle.file("hooks") + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        live(bundle.with(it -> {
            for (String kind : kinds) {
                it.hook(kind, "")
                        .put("path", program.toString())
                        .withArray("env")
                        .add("kind=" + kind);
            }
        }));

        assertThat(Files.readAllLines(bundle.file("hooks"))).isEqualTo(kinds);
    }
}
