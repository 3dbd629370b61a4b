package io.jdock.cli;

import io.jdock.container.CreateOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands share that make a container. */
final class CreationOptions {
    @Parameters(paramLabel = "<container>", description = "An id for it that no other container has.")
    private String id = "";

    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "<directory>",
            description = "Directory of config.json. Default: the working directory.")
    private Path bundle = Path.of("");

    @Option(
            names = "--pid-file",
            paramLabel = "<file>",
            description = "Where to write the process id of the container's first process.")
    private @Nullable Path pidFile;

    @Option(
            names = "--console-socket",
            paramLabel = "<socket>",
            description = "A Unix socket that takes the master of the container's pseudo-terminal.")
    private @Nullable Path consoleSocket;

    @Option(
            names = "--preserve-fds",
            paramLabel = "<number>",
            description = "How many descriptors from 3 on the application keeps, besides those of LISTEN_FDS.")
    private int preserved;

    @Option(
            names = "--no-pivot",
            description =
                    "Change the root with chroot, which can be left with CAP_SYS_CHROOT: for a root in an initial RAM disk.")
    private boolean noPivot;

    String id() {
        return id;
    }

    Path bundle() {
        return bundle;
    }

    CreateOptions options() {
        int listening = listening(System.getenv("LISTEN_FDS"), System.getenv("LISTEN_PID"));
        return new CreateOptions(
                Optional.ofNullable(pidFile),
                Optional.ofNullable(consoleSocket),
                preserved + listening,
                listening,
                !noPivot);
    }

    /** sd_listen_fds(3): the number holds for the process that is named, or for whoever reads it. */
    private static int listening(@Nullable String number, @Nullable String pid) {
        boolean forThis =
                pid == null || pid.equals(Long.toString(ProcessHandle.current().pid()));
        return number == null || !forThis ? 0 : Integer.parseInt(number);
    }
}
