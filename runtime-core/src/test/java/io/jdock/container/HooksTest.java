package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.Hook;
import io.jdock.oci.Hooks;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Hooks of every kind: what they get, when they run, and what comes of their failures. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD) // a start that hangs is a failure
class HooksTest {
    /** More than a pipe holds (pipe(7)). */
    private static final String LONG = "x".repeat(100_000);

    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    Path directory;

    private enum Kind {
        PRESTART("prestart", "creating"),
        CREATE_RUNTIME("createRuntime", "creating"),
        CREATE_CONTAINER("createContainer", "creating"),
        START_CONTAINER("startContainer", "created"),
        POSTSTART("poststart", "running"),
        POSTSTOP("poststop", "stopped");

        private final String field;
        private final String status;

        Kind(String field, String status) {
            this.field = field;
            this.status = status;
        }

        private boolean inside() {
            return this == CREATE_CONTAINER || this == START_CONTAINER;
        }
    }

    @BeforeAll
    static void openWhatTheEngineKeeps() throws IOException {
        containers.run(shell(""));
    }

    @BeforeEach
    void letTheContainersUserWrite() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    // ---- what they get

    @ParameterizedTest
    @EnumSource
    void aHookGetsTheStateItsArgumentsAndItsEnvironment(Kind kind) throws IOException {
        Traces traces = Traces.before(containers);
        Path said = directory.resolve("said");
        String script = "cat > " + directory + "/state; echo \"$0 $1 $WORD ${HOME-none}\" > " + said;
        Hook hook = new Hook(
                "/bin/sh",
                List.of("any", "-c", script, "zero", "one two"),
                List.of("PATH=/usr/bin:/bin", "WORD=a=b c"),
                null);

        Container container = start(Map.of(kind, List.of(hook)), Map.of("key", "value"));
        long pid = container.pid();
        Containers.finish(container);

        assertThat(said).hasContent("zero one two a=b c none");
        JsonNode state = new JsonMapper().readTree(Files.readAllBytes(directory.resolve("state")));
        assertThat(state.required("status").asText()).isEqualTo(kind.status);
        assertThat(state.required("id").asText()).isEqualTo(container.id());
        assertThat(state.required("bundle").asText()).isEqualTo(directory.toString());
        assertThat(state.required("annotations").required("key").asText()).isEqualTo("value");
        assertThat(state.required("ociVersion").asText())
                .isEqualTo(container.spec().ociVersion());
        if (kind == Kind.POSTSTOP) {
            assertThat(state.has("pid")).isFalse();
        } else {
            assertThat(state.required("pid").asLong()).isEqualTo(kind.inside() ? 1 : pid);
        }
        traces.assertNothingIsLeft();
    }

    /** Docker's program is a hook by its first argument, which is not its name. */
    @ParameterizedTest
    @EnumSource
    void aHooksFirstArgumentNeedNotBeItsName(Kind kind) throws IOException {
        Path said = directory.resolve("said");
        Hook hook = new Hook(
                "/bin/sh",
                List.of("any word", "-c", "read line < /proc/self/cmdline; echo $line > " + said),
                List.of("PATH=/usr/bin:/bin"),
                null);

        Containers.finish(start(Map.of(kind, List.of(hook)), Map.of()));

        assertThat(said).content().startsWith("any word-c");
    }

    @Test
    void hooksRunOneAfterAnotherAroundTheApplication() throws IOException {
        Path log = Files.createFile(directory.resolve("log"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
        Map<Kind, List<Hook>> hooks = new EnumMap<>(Kind.class);
        List<String> expected = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            hooks.put(kind, List.of(writing(kind.field + " 1", log), writing(kind.field + " 2", log)));
            expected.addAll(List.of(kind.field + " 1", kind.field + " 2"));
        }

        Containers.finish(start(hooks, Map.of()));

        assertThat(log).content().isEqualTo(String.join("\n", expected) + "\n");
    }

    @ParameterizedTest
    @EnumSource
    void aStateLargerThanAPipeIsReadWhole(Kind kind) throws IOException {
        Path count = directory.resolve("count");

        Containers.finish(start(Map.of(kind, List.of(script("wc -c > " + count, 60))), Map.of("long", LONG)));

        assertThat(Integer.parseInt(Files.readString(count).strip())).isGreaterThan(LONG.length());
    }

    @ParameterizedTest
    @EnumSource
    void aStateLargerThanAPipeNeedNotBeRead(Kind kind) throws IOException {
        Path done = directory.resolve("done");

        Containers.finish(start(Map.of(kind, List.of(writing("done", done))), Map.of("long", LONG)));

        assertThat(done).hasContent("done");
    }

    // ---- failures

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTSTOP")
    void oneThatFailsTakesTheContainerDown(Kind kind) throws IOException {
        refused(kind, script("exit 3", null), kind.inside() ? "the hook exited with an error" : "exited with status 3");
    }

    @ParameterizedTest
    @EnumSource(names = {"PRESTART", "CREATE_RUNTIME", "POSTSTART"})
    void oneThatFailsOutsideSaysWhy(Kind kind) throws IOException {
        refused(kind, script("echo no network >&2; exit 3", null), "exited with status 3: no network");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTSTOP")
    void oneThatTakesTooLongTakesTheContainerDownThoughItNeverReadsItsInput(Kind kind) throws IOException {
        refused(kind, script("exec sleep 1000", 1), "took longer than its timeout of 1 s");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "POSTSTOP")
    void oneThatIsMissingTakesTheContainerDown(Kind kind) throws IOException {
        refused(kind, missing(), "o such file or directory");
    }

    @Test
    void thoseAfterTheEndFailWithAWarningOnlyAndTheNextOnesRun() throws IOException {
        Traces traces = Traces.before(containers);
        Path last = directory.resolve("last");

        Container container = start(
                Map.of(
                        Kind.POSTSTOP,
                        List.of(
                                script("exit 3", null),
                                missing(),
                                script("exec sleep 1000", 1),
                                writing("last", last))),
                Map.of("long", LONG));

        assertThat(Containers.finish(container).status()).isZero();
        assertThat(last).hasContent("last");
        traces.assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void aRelativePathIsRefusedWithItsName(Kind kind) throws IOException {
        Hook relative = new Hook("bin/sh", List.of(), List.of(), null);
        byte[] document = new ConfigWriter().write(configuration(Map.of(kind, List.of(relative)), Map.of()));

        assertThatThrownBy(() -> new ConfigReader().read(document, Path.of("config.json")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("hooks")
                .hasMessageContaining(kind.field)
                .hasMessageContaining("an absolute path");
    }

    /** The hook's failure is the start's; what was to run after the end has run, once all else was gone. */
    private void refused(Kind kind, Hook hook, String reason) throws IOException {
        Traces traces = Traces.before(containers);
        Path after = directory.resolve("after");
        Map<Kind, List<Hook>> hooks = Map.of(
                kind,
                List.of(hook, writing("not reached", directory.resolve("next"))),
                Kind.POSTSTOP,
                List.of(script("grep -o '\"status\":\"[a-z]*\"' >> " + after, null)));

        assertThatThrownBy(() -> start(hooks, Map.of("long", LONG)))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("cannot run the " + kind.field + " hook " + hook.path() + ": ")
                .hasMessageContaining(reason);

        assertThat(after).content(UTF_8).isEqualTo("\"status\":\"stopped\"\n");
        assertThat(directory.resolve("next")).doesNotExist();
        traces.assertNothingIsLeft();
    }

    @Test
    void whatFailsOtherwiseHasAnEndToo() throws IOException {
        Path after = directory.resolve("after");
        RuntimeSpec configuration =
                containers
                        .engine()
                        .configuration(ContainerSpec.builder("/no/such/command").build())
                        .toBuilder()
                        .hooks(hooks(Map.of(Kind.POSTSTOP, List.of(writing("stopped", after)))))
                        .build();

        assertThatThrownBy(() -> containers.engine().start(configuration, directory, new Streams.Pipes()))
                .hasMessageContaining("/no/such/command");

        assertThat(after).hasContent("stopped");
    }

    // ---- hooks and containers

    private Container start(Map<Kind, List<Hook>> hooks, Map<String, String> annotations) throws IOException {
        return containers.engine().start(configuration(hooks, annotations), directory, new Streams.Pipes());
    }

    /** The container ends when it gets no more input. */
    private RuntimeSpec configuration(Map<Kind, List<Hook>> hooks, Map<String, String> annotations) {
        return containers
                .engine()
                .configuration(shell("read -r word; exit 0")
                        .volume(Volume.writable(directory))
                        .build())
                .toBuilder()
                .hooks(hooks(hooks))
                .annotations(annotations)
                .build();
    }

    private static Hooks hooks(Map<Kind, List<Hook>> hooks) {
        return new Hooks(
                hooks.getOrDefault(Kind.PRESTART, List.of()),
                hooks.getOrDefault(Kind.CREATE_RUNTIME, List.of()),
                hooks.getOrDefault(Kind.CREATE_CONTAINER, List.of()),
                hooks.getOrDefault(Kind.START_CONTAINER, List.of()),
                hooks.getOrDefault(Kind.POSTSTART, List.of()),
                hooks.getOrDefault(Kind.POSTSTOP, List.of()));
    }

    private static Hook script(String script, @Nullable Integer timeout) {
        return new Hook("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin"), timeout);
    }

    private static Hook writing(String line, Path file) {
        return script("echo '" + line + "' >> " + file, null);
    }

    private static Hook missing() {
        return new Hook("/no/such/hook", List.of(), List.of(), null);
    }
}
