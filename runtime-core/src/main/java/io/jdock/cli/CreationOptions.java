package io.jdock.cli;

import io.jdock.container.CreateOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the commands share that make a container. */
final class CreationOptions {
    static final Option BUNDLE =
            Option.of("<directory>", "Directory of config.json. Default: the working directory.", "-b", "--bundle");
    private static final Option PID_FILE =
            Option.of("<file>", "Where to write the process id of the container's first process.", "--pid-file");
    private static final Option CONSOLE_SOCKET = Option.of(
            "<socket>", "A Unix socket that takes the master of the container's pseudo-terminal.", "--console-socket");
    private static final Option PRESERVE_FDS = Option.of(
            "<number>",
            "How many descriptors from 3 on the application keeps, besides those of LISTEN_FDS.",
            "--preserve-fds");
    private static final Option NO_PIVOT = Option.flag(
            "Change the root with chroot, which can be left with CAP_SYS_CHROOT: for a root in an initial RAM disk.",
            "--no-pivot");

    private static final Option NO_NEW_KEYRING = Option.flag(
            "Leave the caller's session keyring, with all keys in it, to the container.", "--no-new-keyring");
    private static final Option CONFIG =
            Option.of("<file>", "In the place of config.json in the bundle.", "-f", "--config");
    /** Callers of runc and crun may give it. */
    private static final Option NO_SUBREAPER =
            Option.flag("Makes no difference: orphans fall to the container's first process.", "--no-subreaper");

    static final List<Option> OPTIONS =
            List.of(BUNDLE, CONFIG, PID_FILE, CONSOLE_SOCKET, PRESERVE_FDS, NO_PIVOT, NO_NEW_KEYRING, NO_SUBREAPER);
    static final Operand CONTAINER =
            new Operand("<container>", Operand.Count.ONE, "An id for it that no other container has.");

    private final Arguments given;

    CreationOptions(Arguments given) {
        this.given = given;
    }

    String id() {
        return given.operand(0);
    }

    Path bundle() {
        return given.path(BUNDLE).orElse(Path.of(""));
    }

    CreateOptions options() {
        int listening = listening(System.getenv("LISTEN_FDS"), System.getenv("LISTEN_PID"));
        return new CreateOptions(
                given.path(PID_FILE),
                given.path(CONSOLE_SOCKET),
                given.number(PRESERVE_FDS, 0) + listening,
                listening,
                !given.has(NO_PIVOT),
                !given.has(NO_NEW_KEYRING),
                given.path(CONFIG));
    }

    /** sd_listen_fds(3): the number holds for the process that is named, or for whoever reads it. */
    private static int listening(@Nullable String number, @Nullable String pid) {
        boolean forThis =
                pid == null || pid.equals(Long.toString(ProcessHandle.current().pid()));
        return number == null || !forThis ? 0 : Integer.parseInt(number);
    }
}
