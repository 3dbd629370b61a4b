package io.jdock.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** The entry of {@code bin/jdock}. */
public final class Main {
    private static final int WRONG_USAGE = 2;

    private static final List<String> NAMES = List.of(
            "create",
            "start",
            "state",
            "kill",
            "delete",
            "run",
            "exec",
            "pause",
            "resume",
            "update",
            "ps",
            "events",
            "list",
            "spec",
            "features",
            "explain");

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = run(arguments, out, err);
        out.flush();
        err.flush();
        // Not exit: there is nothing to tidy up, and a JVM takes milliseconds to come down.
        Runtime.getRuntime().halt(status);
    }

    /** Carries a command line out, and returns the exit status. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        JdockCommand top = new JdockCommand(out);
        CommandLine line = new CommandLine(top);
        commands(top, arguments).forEach(line::addSubcommand);
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((problem, failed, parsed) -> {
            int status = new Failures(top, err).report(problem);
            return failed.getCommand() instanceof ExecCommand ? ExecCommand.status(problem, status) : status;
        });
        Optional.ofNullable(line.getSubcommands().get("exec"))
                .ifPresent(exec -> exec.setStopAtPositional(true)); // options behind the command are the command's
        line.setParameterExceptionHandler((problem, given) -> {
            new Failures(top, err).report(problem);
            return WRONG_USAGE;
        });
        return line.execute(arguments);
    }

    /** Only the command that is called, if one is: to describe all of them to picocli takes longer than most commands. */
    private static Map<String, Object> commands(JdockCommand top, String[] arguments) {
        List<String> named = new ArrayList<>(NAMES);
        named.retainAll(List.of(arguments));
        Map<String, Object> commands = new LinkedHashMap<>();
        for (String name : named.isEmpty() ? NAMES : named) {
            commands.put(name, command(name, top));
        }
        return commands;
    }

    private static Object command(String name, JdockCommand top) {
        return switch (name) {
            case "create" -> new CreateCommand(top);
            case "start" -> new StartCommand(top);
            case "state" -> new StateCommand(top);
            case "kill" -> new KillCommand(top);
            case "delete" -> new DeleteCommand(top);
            case "run" -> new RunCommand(top);
            case "exec" -> new ExecCommand(top);
            case "pause" -> new PauseCommand(top);
            case "resume" -> new ResumeCommand(top);
            case "update" -> new UpdateCommand(top);
            case "ps" -> new PsCommand(top);
            case "events" -> new EventsCommand(top);
            case "list" -> new ListCommand(top);
            case "spec" -> new SpecCommand();
            case "features" -> new FeaturesCommand(top);
            case "explain" -> new ExplainCommand(top);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
