package io.jdock.container;

import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.ExitStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.MemoryFile;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Signal;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContainerState;
import io.jdock.oci.Hook;
import io.jdock.oci.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Runs hooks in the runtime's own namespaces (config.md, "POSIX-platform Hooks"). */
final class HookRunner {
    /** In bytes: of a hook that fails, the last that it says is its reason, which goes to whoever called the runtime. */
    private static final int MOST_ERRORS = 4096;

    private final Configuration configuration;
    private final String id;
    private final String bundle;

    HookRunner(Configuration configuration, String id, String bundle) {
        this.configuration = configuration;
        this.id = id;
        this.bundle = bundle;
    }

    /** The container's state as hooks read it. */
    byte[] state(ContainerState status, @Nullable Long pid) {
        return new ConfigWriter().write(stateOf(status, pid));
    }

    /** The same as others than hooks take it. */
    State stateOf(ContainerState status, @Nullable Long pid) {
        return new State(configuration.spec().ociVersion(), id, status, pid, bundle, configuration.annotations());
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
        require("prestart", configuration.hooks().prestart(), ContainerState.CREATING, pid);
        require("createRuntime", configuration.hooks().createRuntime(), ContainerState.CREATING, pid);
    }

    /**
     * Runs those after the application's start (runtime.md, "Lifecycle", step 9): since version 1.3 of the specification
     * one that fails ends the container.
     *
     * @throws ContainerException as {@link #require} does
     */
    void afterStart(int pid) throws IOException {
        require("poststart", configuration.hooks().poststart(), ContainerState.RUNNING, pid);
    }

    /** Runs those after the end, whose failure is only worth a warning (runtime.md, "Lifecycle", step 13). */
    void afterEnd() {
        for (Hook hook : configuration.hooks().poststop()) {
            try {
                run("poststop", hook, state(ContainerState.STOPPED, null));
            } catch (IOException e) {
                LoggerFactory.getLogger(HookRunner.class).warn("{}", e.getMessage());
            }
        }
    }

    private static void run(String name, Hook hook, byte[] state) throws IOException {
        String action = "run the " + name + " hook " + hook.path();
        try (Descriptor input = MemoryFile.create("state");
                Descriptor errors = MemoryFile.create("errors")) {
            // A file, since a hook need not read its input, and a pipe holds back whoever writes more than 64 KiB to
            // it.
            Files.write(MemoryFile.path(input), state);
            try (Child process = start(action, hook, input, errors)) {
                await(action, hook, process, errors);
            }
        }
    }

    /** The first argument may be any word, and Docker's hook goes by it (config.md: execv(3) semantics). */
    private static Child start(String action, Hook hook, Descriptor input, Descriptor errors) throws IOException {
        List<String> arguments = hook.args().isEmpty() ? List.of(hook.path()) : hook.args();
        try (Descriptor nowhere = Descriptor.open("/dev/null", OpenFlag.O_WRONLY)) {
            return new Spawn(
                            new Spawn.Executable.File(hook.path()),
                            arguments,
                            hook.env(),
                            List.of(new Inheritance(input, 0), new Inheritance(nowhere, 1), new Inheritance(errors, 2)))
                    .startAlone();
        } catch (KernelException e) {
            throw ContainerException.of(action, e);
        }
    }

    private static void await(String action, Hook hook, Child process, Descriptor errors) throws IOException {
        Integer timeout = hook.timeout();
        Optional<ExitStatus> status =
                timeout == null ? Optional.of(process.waitFor()) : process.waitFor(Duration.ofSeconds(timeout));
        if (status.isEmpty()) {
            process.signal(Signal.SIGKILL);
            process.waitFor();
            throw ContainerException.of(action, "it took longer than its timeout of " + timeout + " s");
        }
        byte[] said = Files.readAllBytes(MemoryFile.path(errors));
        if (status.get().shellStatus() != 0) {
            throw ContainerException.of(action, "it " + status.get() + end(said));
        }
        System.err.write(said, 0, said.length);
    }

    /** The last of what a program said, behind a colon, if it said anything. */
    private static String end(byte[] said) {
        int begin = Math.max(0, said.length - MOST_ERRORS);
        String text = new String(said, begin, said.length - begin, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "" : ": " + text;
    }
}
