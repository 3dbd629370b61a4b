package io.jdock.cli;

import io.jdock.container.OciRuntime;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What all commands share. */
@Command(
        name = "jdock",
        description = "Runs containers as the OCI runtime specification says.",
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "COMMAND")
final class JdockCommand implements Callable<Integer> {
    /** How errors are written to the log. */
    enum LogFormat {
        TEXT,
        JSON
    }

    @Option(
            names = "--root",
            paramLabel = "<directory>",
            description = "Where containers are remembered. Default: /run/jdock, without root $XDG_RUNTIME_DIR/jdock.")
    private @Nullable Path root;

    @Option(
            names = "--log",
            paramLabel = "<file>",
            description = "Where errors are written to, besides standard error.")
    private @Nullable Path log;

    @Option(names = "--log-format", paramLabel = "text|json", description = "How errors are written there.")
    private LogFormat logFormat = LogFormat.TEXT;

    @Option(names = "--debug", description = "Print the stack traces of errors.")
    private boolean debug;

    @Option(names = "--systemd-cgroup", description = "Let systemd make control groups; not supported.")
    private boolean systemdCgroup;

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "Print the version of this program and of the specification.")
    @SuppressWarnings("unused") // picocli does what it says
    private boolean versionRequested;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this text.")
    @SuppressWarnings("unused")
    private boolean helpRequested;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out;

    JdockCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "a command is missing: see jdock --help");
    }

    /** The engine, with its memory where the options say. */
    OciRuntime runtime() {
        if (systemdCgroup) {
            throw new IllegalArgumentException(
                    "--systemd-cgroup: control groups are made without systemd here; with Podman, say"
                            + " --cgroup-manager=cgroupfs");
        }
        Optional<Path> session = Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of);
        return OciRuntime.open(Optional.ofNullable(root), session);
    }

    /** Standard output. */
    PrintWriter out() {
        return out;
    }

    Optional<Path> log() {
        return Optional.ofNullable(log);
    }

    LogFormat logFormat() {
        return logFormat;
    }

    boolean debug() {
        return debug;
    }
}
