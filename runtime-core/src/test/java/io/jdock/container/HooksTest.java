package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.oci.Hook;
import io.jdock.oci.Hooks;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hooks that run outside, while the container's first process waits for them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD) // a start that hangs is a failure
class HooksTest {
    @AutoClose
    private static final Containers containers = new Containers();

    @BeforeAll
    static void openWhatTheEngineKeeps() throws IOException {
        containers.run(shell(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime"})
    void oneThatFailsTakesTheContainerDown(String kind) throws IOException {
        refused(kind, script("exit 3", null), "it exited with status 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime"})
    void oneThatTakesTooLongTakesTheContainerDown(String kind) throws IOException {
        refused(kind, script("exec sleep 1000", 1), "it took longer than its timeout of 1 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime"})
    void oneThatIsMissingTakesTheContainerDown(String kind) throws IOException {
        refused(kind, new Hook("/no/such/hook", List.of(), List.of(), null), "No such file or directory");
    }

    private static Hook script(String script, @Nullable Integer timeout) {
        return new Hook("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin"), timeout);
    }

    private static void refused(String kind, Hook hook, String reason) throws IOException {
        Traces traces = Traces.before(containers);
        List<Hook> prestart = kind.equals("prestart") ? List.of(hook) : List.of();
        List<Hook> createRuntime = kind.equals("createRuntime") ? List.of(hook) : List.of();
        RuntimeSpec configuration = containers
                .engine()
                .configuration(shell("read -r word").build())
                .toBuilder()
                .hooks(new Hooks(prestart, createRuntime, List.of(), List.of(), List.of(), List.of()))
                .build();

        assertThatThrownBy(() -> containers.engine().start(configuration, Path.of("/"), new Streams.Pipes()))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("cannot run the " + kind + " hook " + hook.path() + ": ")
                .hasMessageContaining(reason);
        traces.assertNothingIsLeft();
    }
}
