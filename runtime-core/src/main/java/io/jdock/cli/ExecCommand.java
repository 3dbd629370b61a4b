package io.jdock.cli;

import io.jdock.container.ContainerException;
import io.jdock.container.ExecOptions;
import io.jdock.container.ExecSpec;
import io.jdock.container.OciRuntime;
import io.jdock.container.Streams;
import io.jdock.container.TerminalRelay;
import io.jdock.container.UserChoice;
import io.jdock.oci.Box;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.LinuxCapabilities;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exec}. */
@Command(name = "exec", description = "Starts a further process in a container; returns when it has ended.")
final class ExecCommand implements Callable<Integer> {
    private final JdockCommand top;

    @Option(
            names = {"-p", "--process"},
            paramLabel = "<file>",
            description = "JSON of the whole process, as process in config.json has it; in place of a command.")
    private @Nullable Path file;

    @Option(
            names = {"-t", "--tty"},
            description = "Give it a pseudo-terminal.")
    private boolean terminal;

    @Option(
            names = {"-d", "--detach"},
            description = "Return when it runs.")
    private boolean detach;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "<name>=<value>",
            description = "A variable over those of the container; can be repeated.")
    private List<String> environment = new ArrayList<>();

    @Option(names = "--cwd", paramLabel = "<directory>", description = "Its working directory.")
    private @Nullable Path directory;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "<uid>[:<gid>]",
            description = "Who it is, in numbers of the container.")
    private @Nullable String user;

    @Option(
            names = {"-g", "--additional-gids"},
            paramLabel = "<gid>",
            split = ",",
            description = "Further groups; with --user.")
    private List<Long> groups = new ArrayList<>();

    @Option(
            names = {"-c", "--cap"},
            paramLabel = "<name>",
            split = ",",
            description = "A capability over those of the container's own process; can be repeated.")
    private List<String> capabilities = new ArrayList<>();

    @Option(names = "--no-new-privs", description = "Set-user-id programs give it no rights.")
    private boolean noNewPrivileges;

    @Option(names = "--pid-file", paramLabel = "<file>", description = "Where to write its process id.")
    private @Nullable Path pidFile;

    @Option(
            names = "--console-socket",
            paramLabel = "<socket>",
            description = "A Unix socket that takes the master of its pseudo-terminal.")
    private @Nullable Path consoleSocket;

    @Option(names = "--preserve-fds", paramLabel = "<number>", description = "How many descriptors from 3 on it keeps.")
    private int preserved;

    @Parameters(index = "0", paramLabel = "<container>", description = "Its id.")
    private String id = "";

    @Parameters(index = "1..*", paramLabel = "<command>", description = "Program and arguments.")
    private List<String> command = new ArrayList<>();

    ExecCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (command.isEmpty() == (file == null)) {
            throw new IllegalArgumentException("give either a command or --process");
        }
        OciRuntime runtime = top.runtime();
        ProcessSpec process =
                file == null ? process(runtime) : new ConfigReader().readProcess(Files.readAllBytes(file));
        ExecOptions options =
                new ExecOptions(detach, Optional.ofNullable(pidFile), Optional.ofNullable(consoleSocket), preserved);
        if (detach) {
            runtime.execDetached(id, process, options);
            return 0;
        }
        boolean relayed = process.terminal() && consoleSocket == null;
        return Foreground.of(runtime.exec(id, process, options), relayed).await();
    }

    /** What a caller learns if the process cannot be started: as from a shell, whether it was found and can be run. */
    static int status(Exception problem, int otherwise) {
        return problem instanceof ContainerException failure ? failure.exitStatus() : otherwise;
    }

    /** A command is what the container's own process is, but for what the options say. */
    private ProcessSpec process(OciRuntime runtime) throws IOException {
        Streams streams = terminal ? new Streams.Terminal(0, 0) : new Streams.Inherit();
        ProcessSpec process = runtime.process(
                id, new ExecSpec(command, variables(), Optional.ofNullable(directory), user(), false, streams));
        ProcessSpec.Builder builder = process.toBuilder()
                .consoleSize(terminal ? size() : null)
                .capabilities(withMore(process.capabilities()))
                .noNewPrivileges(noNewPrivileges || process.noNewPrivileges());
        return builder.build();
    }

    private static @Nullable Box size() throws IOException {
        return TerminalRelay.terminal()
                .map(size -> new Box(size.rows(), size.columns()))
                .orElse(null);
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String entry : environment) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--env " + entry + ": a variable is <name>=<value>");
            }
            variables.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return variables;
    }

    private Optional<UserChoice> user() {
        if (user == null) {
            if (!groups.isEmpty()) {
                throw new IllegalArgumentException("--additional-gids: say --user too");
            }
            return Optional.empty();
        }
        String[] ids = user.split(":", 2);
        try {
            long uid = Long.parseLong(ids[0]);
            return Optional.of(new UserChoice(uid, ids.length == 1 ? 0 : Long.parseLong(ids[1]), groups));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--user " + user + ": give numbers, <uid>[:<gid>], for names are the container's affair", e);
        }
    }

    /** Never inheritable: with those, a program file could give rights to whoever executes it (CVE-2022-29162). */
    private @Nullable LinuxCapabilities withMore(@Nullable LinuxCapabilities own) {
        if (own == null || capabilities.isEmpty()) {
            return own;
        }
        return new LinuxCapabilities(
                union(own.bounding()),
                union(own.effective()),
                own.inheritable(),
                union(own.permitted()),
                own.ambient());
    }

    private List<String> union(List<String> own) {
        Set<String> all = new LinkedHashSet<>(own);
        capabilities.forEach(name -> all.add(name.startsWith("CAP_") ? name : "CAP_" + name));
        return List.copyOf(all);
    }
}
