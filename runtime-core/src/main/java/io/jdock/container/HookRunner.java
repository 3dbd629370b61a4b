package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.MemoryFile;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContainerState;
import io.jdock.oci.EnvironmentVariables;
import io.jdock.oci.Hook;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs hooks in the runtime's own namespaces (config.md, "POSIX-platform Hooks"). */
final class HookRunner {
    private final RuntimeSpec spec;
    private final String id;
    private final String bundle;

    HookRunner(RuntimeSpec spec, String id, String bundle) {
        this.spec = spec;
        this.id = id;
        this.bundle = bundle;
    }

    /** The container's state as hooks read it. */
    byte[] state(ContainerState status, @Nullable Long pid) {
        return new ConfigWriter().write(stateOf(status, pid));
    }

    /** The same as others than hooks take it. */
    State stateOf(ContainerState status, @Nullable Long pid) {
        return new State(spec.ociVersion(), id, status, pid, bundle, spec.annotations());
    }

    /**
     * The same for hooks inside: they have the process id as the container sees it (runtime.md, "State").
     *
     * @param pid as this process sees it
     */
    byte[] stateInside(ContainerState status, int pid) throws IOException {
        return state(status, ProcessIdentity.innermostPid(pid));
    }

    /**
     * Runs hooks whose failure is the container's.
     *
     * @throws ContainerException naming the first hook that fails, or takes longer than its timeout
     */
    void require(String name, List<Hook> hooks, ContainerState status, int pid) throws IOException {
        for (Hook hook : hooks) {
            run(name, hook, state(status, (long) pid));
        }
    }

    /**
     * Runs those before the application (runtime.md, "Lifecycle", steps 3 and 4).
     *
     * @throws ContainerException as {@link #require} does
     */
    void beforeApplication(int pid) throws IOException {
        require("prestart", spec.hooks().prestart(), ContainerState.CREATING, pid);
        require("createRuntime", spec.hooks().createRuntime(), ContainerState.CREATING, pid);
    }

    /**
     * Runs those after the application's start (runtime.md, "Lifecycle", step 9): since version 1.3 of the specification
     * one that fails ends the container.
     *
     * @throws ContainerException as {@link #require} does
     */
    void afterStart(int pid) throws IOException {
        require("poststart", spec.hooks().poststart(), ContainerState.RUNNING, pid);
    }

    /** Runs those after the end, whose failure is only worth a warning (runtime.md, "Lifecycle", step 13). */
    void afterEnd() {
        for (Hook hook : spec.hooks().poststop()) {
            try {
                run("poststop", hook, state(ContainerState.STOPPED, null));
            } catch (IOException e) {
                logger().warn("{}", e.getMessage());
            }
        }
    }

    private static void run(String name, Hook hook, byte[] state) throws IOException {
        String action = "run the " + name + " hook " + hook.path();
        Process process = start(action, hook, state);
        try {
            await(action, hook, process);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw ContainerException.of(action, e);
        }
    }

    /** A file, since a hook need not read its input, and a pipe holds back whoever writes more than 64 KiB to it. */
    private static Process start(String action, Hook hook, byte[] state) throws IOException {
        try (Descriptor input = MemoryFile.create("state")) {
            Path path = MemoryFile.path(input);
            Files.write(path, state);
            return start(action, hook, path);
        }
    }

    private static Process start(String action, Hook hook, Path state) throws ContainerException {
        List<String> arguments = hook.args().isEmpty() ? List.of(hook.path()) : hook.args();
        ProcessBuilder builder = new ProcessBuilder(command(hook.path(), arguments))
                .redirectInput(state.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(EnvironmentVariables.byName(hook.env())); // valid, so that none is ignored
        try {
            return builder.start();
        } catch (IOException e) {
            throw ContainerException.of(action, e);
        }
    }

    /** Only looked up where there is something to tell: most containers have no hooks. */
    private static Logger logger() {
        return LoggerFactory.getLogger(HookRunner.class);
    }

    /** The first argument may be any word (config.md: execv(3) semantics), but here it is the file's path. */
    private static List<String> command(String path, List<String> arguments) {
        List<String> command = new ArrayList<>(arguments);
        command.set(0, path);
        return command;
    }

    private static void await(String action, Hook hook, Process process)
            throws InterruptedException, ContainerException {
        Integer timeout = hook.timeout();
        if (timeout != null && !process.waitFor(timeout, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw ContainerException.of(action, "it took longer than its timeout of " + timeout + " s");
        }
        int status = process.waitFor();
        if (status != 0) {
            throw ContainerException.of(action, "it exited with status " + status);
        }
    }
}
