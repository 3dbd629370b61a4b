package io.jdock.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;

/** The entry of {@code bin/jdock}. */
public final class Main {
    private static final int WRONG_USAGE = 2;

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

    private static final Map<String, Function<JdockCommand, Object>> COMMANDS = commands();

    private static Map<String, Function<JdockCommand, Object>> commands() {
        Map<String, Function<JdockCommand, Object>> commands = new LinkedHashMap<>();
        commands.put("create", CreateCommand::new);
        commands.put("start", StartCommand::new);
        commands.put("state", StateCommand::new);
        commands.put("kill", KillCommand::new);
        commands.put("delete", DeleteCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("exec", ExecCommand::new);
        commands.put("pause", PauseCommand::new);
        commands.put("resume", ResumeCommand::new);
        commands.put("update", UpdateCommand::new);
        commands.put("ps", PsCommand::new);
        commands.put("events", EventsCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("spec", top -> new SpecCommand());
        commands.put("features", FeaturesCommand::new);
        commands.put("explain", ExplainCommand::new);
        return commands;
    }

    /** Only the command that is called, if one is: to describe all of them to picocli takes longer than most commands. */
    private static Map<String, Object> commands(JdockCommand top, String[] arguments) {
        List<String> named =
                Arrays.stream(arguments).filter(COMMANDS::containsKey).toList();
        Map<String, Object> commands = new LinkedHashMap<>();
        COMMANDS.forEach((name, make) -> {
            if (named.isEmpty() || named.contains(name)) {
                commands.put(name, make.apply(top));
            }
        });
        return commands;
    }
}
