package io.jdock.cli;

import io.jdock.kernel.NativeCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The entry of {@code bin/jdock}. */
public final class Main {
    private static final int WRONG_USAGE = 2;
    private static final String HELP = "help";

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
            top = new TopOptions(given, out, err);
        } catch (UsageException e) {
            err.println("jdock: " + e.getMessage());
            return WRONG_USAGE;
        }
        try {
            return run(top, given);
        } catch (UsageException e) {
            top.failures().report(e);
            return WRONG_USAGE;
        }
    }

    private static int run(TopOptions top, Arguments before) {
        if (before.has(Option.HELP)) {
            top.out().print(helpOfAll());
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
        if (rest.get(0).equals(HELP)) {
            top.out()
                    .print(
                            rest.size() == 1
                                    ? helpOfAll()
                                    : Help.of(command(rest.get(1)).syntax()));
            return 0;
        }
        Command command = command(rest.get(0));
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
            top.failures().report(e);
            return command.failed(e);
        }
    }

    private static Command command(String name) {
        return CommandName.of(name)
                .orElseThrow(() -> TopOptions.SYNTAX.refuse("unknown command " + name))
                .command();
    }

    private static String helpOfAll() {
        return Help.of(
                TopOptions.SYNTAX,
                Stream.of(CommandName.values())
                        .map(name -> name.command().syntax())
                        .toList());
    }
}
