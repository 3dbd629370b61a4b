package io.jdock.cli;

import io.jdock.kernel.NativeCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The entry of {@code bin/jdock}. */
public final class Main {
    private static final int WRONG_USAGE = 2;

    private static final List<String> COMMANDS = List.of(
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
        if (arguments.length > 1) { // else no container is named
            new Thread(NativeCode::load, "native code").start();
        }
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
        Arguments given;
        TopOptions top;
        try {
            given = Arguments.of(TopOptions.SYNTAX, List.of(arguments));
            top = new TopOptions(given, out);
        } catch (UsageException e) {
            err.println("jdock: " + e.getMessage());
            return WRONG_USAGE;
        }
        Failures failures = new Failures(top, err);
        try {
            return run(top, given, failures);
        } catch (UsageException e) {
            failures.report(e);
            return WRONG_USAGE;
        }
    }

    private static int run(TopOptions top, Arguments before, Failures failures) {
        if (before.has(Option.HELP)) {
            top.out().print(Help.of(TopOptions.SYNTAX, syntaxes()));
            return 0;
        }
        if (before.has(TopOptions.VERSION)) {
            Versions.lines().forEach(top.out()::println);
            return 0;
        }
        List<String> rest = before.operandsFrom(0);
        if (rest.isEmpty()) {
            throw TopOptions.SYNTAX.refuse("a command is missing");
        }
        Command command =
                command(rest.get(0)).orElseThrow(() -> TopOptions.SYNTAX.refuse("unknown command " + rest.get(0)));
        Arguments given = Arguments.of(command.syntax(), rest.subList(1, rest.size()));
        if (given.has(Option.HELP)) {
            top.out().print(Help.of(command.syntax()));
            return 0;
        }
        given.complete();
        try {
            return command.run(top, given);
        } catch (UsageException e) {
            throw e;
        } catch (Exception e) {
            failures.report(e);
            return command.failed(e);
        }
    }

    private static List<Syntax> syntaxes() {
        return COMMANDS.stream()
                .map(name -> command(name).orElseThrow().syntax())
                .toList();
    }

    private static Optional<Command> command(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "create" -> new CreateCommand();
                    case "start" -> new StartCommand();
                    case "state" -> new StateCommand();
                    case "kill" -> new KillCommand();
                    case "delete" -> new DeleteCommand();
                    case "run" -> new RunCommand();
                    case "exec" -> new ExecCommand();
                    case "pause" -> new PauseCommand();
                    case "resume" -> new ResumeCommand();
                    case "update" -> new UpdateCommand();
                    case "ps" -> new PsCommand();
                    case "events" -> new EventsCommand();
                    case "list" -> new ListCommand();
                    case "spec" -> new SpecCommand();
                    case "features" -> new FeaturesCommand();
                    case "explain" -> new ExplainCommand();
                    default -> null;
                });
    }
}
