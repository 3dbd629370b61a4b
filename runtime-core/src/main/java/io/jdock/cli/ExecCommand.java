package io.jdock.cli;

import io.jdock.container.ContainerException;
import io.jdock.container.ExecOptions;
import io.jdock.container.ExecOptions.GroupBelow;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code exec}. */
final class ExecCommand implements Command {
    private static final Option PROCESS = Option.of(
            "<file>",
            "JSON of the whole process, as process in config.json has it; in place of a command.",
            "-p",
            "--process");
    private static final Option TTY = Option.flag("Give it a pseudo-terminal.", "-t", "--tty");
    private static final Option DETACH = Option.flag("Return when it runs.", "-d", "--detach");
    private static final Option ENV =
            Option.several("<name>=<value>", "A variable over those of the container; can be repeated.", "-e", "--env");
    private static final Option CWD = Option.of("<directory>", "Its working directory.", "--cwd");
    private static final Option USER =
            Option.of("<uid>[:<gid>]", "Who it is, in numbers of the container.", "-u", "--user");
    private static final Option GROUPS =
            Option.several("<gid>[,<gid>...]", "Further groups; with --user.", "-g", "--additional-gids");
    private static final Option CAPABILITIES = Option.several(
            "<name>[,<name>...]",
            "A capability over those of the container's own process; can be repeated.",
            "-c",
            "--cap");
    private static final Option NO_NEW_PRIVILEGES =
            Option.flag("Set-user-id programs give it no rights.", "--no-new-privs");
    private static final Option APPARMOR = Option.of("<profile>", "The profile of AppArmor for it.", "--apparmor");
    private static final Option PROCESS_LABEL = Option.of("<label>", "The label of SELinux for it.", "--process-label");
    private static final Option CGROUP = Option.several(
            "[<controller>:]<path>", "A control group below the container's that it enters.", "--cgroup");
    private static final Option IGNORE_PAUSED =
            Option.flag("Enter a paused container too, and begin when it is resumed.", "--ignore-paused");
    private static final Option PID_FILE = Option.of("<file>", "Where to write its process id.", "--pid-file");
    private static final Option CONSOLE_SOCKET =
            Option.of("<socket>", "A Unix socket that takes the master of its pseudo-terminal.", "--console-socket");
    private static final Option PRESERVE_FDS =
            Option.of("<number>", "How many descriptors from 3 on it keeps.", "--preserve-fds");

    private static final Syntax SYNTAX = new Syntax(
            "jdock exec",
            "Starts a further process in a container; returns when it has ended.",
            List.of(
                    PROCESS,
                    TTY,
                    DETACH,
                    ENV,
                    CWD,
                    USER,
                    GROUPS,
                    CAPABILITIES,
                    NO_NEW_PRIVILEGES,
                    APPARMOR,
                    PROCESS_LABEL,
                    CGROUP,
                    IGNORE_PAUSED,
                    PID_FILE,
                    CONSOLE_SOCKET,
                    PRESERVE_FDS),
            List.of(Operand.CONTAINER, new Operand("<command>", Operand.Count.REST, "Program and arguments.")));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException, InterruptedException {
        String id = given.operand(0);
        List<String> command = given.operandsFrom(1);
        Optional<Path> file = given.path(PROCESS);
        if (command.isEmpty() == file.isEmpty()) {
            throw new IllegalArgumentException("give either a command or --process");
        }
        OciRuntime runtime = top.runtime();
        ProcessSpec process = file.isEmpty()
                ? process(runtime, given, command)
                : new ConfigReader().readProcess(Files.readAllBytes(file.get()));
        Optional<Path> console = given.path(CONSOLE_SOCKET);
        ExecOptions options = new ExecOptions(
                given.has(DETACH),
                given.path(PID_FILE),
                console,
                given.number(PRESERVE_FDS, 0),
                given.has(IGNORE_PAUSED),
                given.all(CGROUP).stream().map(GroupBelow::parse).toList());
        if (options.detached()) {
            runtime.execDetached(id, process, options);
            return 0;
        }
        boolean relayed = process.terminal() && console.isEmpty();
        return Foreground.of(runtime.exec(id, process, options), relayed).await();
    }

    /** What a caller learns if the process cannot be started: as from a shell, whether it was found and can be run. */
    @Override
    public int failed(Exception problem) {
        return problem instanceof ContainerException failure ? failure.exitStatus() : Failures.FAILED;
    }

    /** A command is what the container's own process is, but for what the options say. */
    private static ProcessSpec process(OciRuntime runtime, Arguments given, List<String> command) throws IOException {
        boolean terminal = given.has(TTY);
        Streams streams = terminal ? new Streams.Terminal(0, 0) : new Streams.Inherit();
        ProcessSpec process = runtime.process(
                given.operand(0),
                new ExecSpec(command, variables(given.all(ENV)), given.path(CWD), user(given), false, streams));
        return process.toBuilder()
                .consoleSize(terminal ? size() : null)
                .capabilities(withMore(process.capabilities(), split(given.all(CAPABILITIES))))
                .noNewPrivileges(given.has(NO_NEW_PRIVILEGES) || process.noNewPrivileges())
                .apparmorProfile(given.text(APPARMOR).orElse(process.apparmorProfile()))
                .selinuxLabel(given.text(PROCESS_LABEL).orElse(process.selinuxLabel()))
                .build();
    }

    private static @Nullable Box size() throws IOException {
        return TerminalRelay.terminal()
                .map(size -> new Box(size.rows(), size.columns()))
                .orElse(null);
    }

    private static Map<String, String> variables(List<String> environment) {
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

    private static Optional<UserChoice> user(Arguments given) {
        List<String> groups = split(given.all(GROUPS));
        Optional<String> user = given.text(USER);
        if (user.isEmpty()) {
            if (!groups.isEmpty()) {
                throw new IllegalArgumentException("--additional-gids: say --user too");
            }
            return Optional.empty();
        }
        String[] ids = user.get().split(":", 2);
        return Optional.of(new UserChoice(
                id(USER, ids[0]),
                ids.length == 1 ? 0 : id(USER, ids[1]),
                groups.stream().map(group -> id(GROUPS, group)).toList()));
    }

    private static long id(Option option, String given) {
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    option.name() + " " + given + ": give numbers, " + option.value()
                            + ", for names are the container's affair",
                    e);
        }
    }

    private static List<String> split(List<String> values) {
        return values.stream().flatMap(value -> Stream.of(value.split(","))).toList();
    }

    /** Never inheritable: with those, a program file could give rights to whoever executes it (CVE-2022-29162). */
    private static @Nullable LinuxCapabilities withMore(@Nullable LinuxCapabilities own, List<String> more) {
        if (own == null || more.isEmpty()) {
            return own;
        }
        return new LinuxCapabilities(
                union(own.bounding(), more),
                union(own.effective(), more),
                own.inheritable(),
                union(own.permitted(), more),
                own.ambient());
    }

    private static List<String> union(List<String> own, List<String> more) {
        Set<String> all = new LinkedHashSet<>(own);
        more.forEach(name -> all.add(name.startsWith("CAP_") ? name : "CAP_" + name));
        return List.copyOf(all);
    }
}
