package io.jdock.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** {@code ps}. */
final class PsCommand implements Command {
    /** How they are printed. */
    enum Format {
        TABLE,
        JSON
    }

    private static final Option FORMAT = Option.of("table|json", "How they are printed.", "-f", "--format");
    private static final Syntax SYNTAX = new Syntax(
            "jdock ps",
            "Prints the processes of a container, by their ids on the host.",
            List.of(FORMAT),
            List.of(Operand.CONTAINER));

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        Format format = given.word(FORMAT, Format.TABLE);
        List<Long> processes = top.runtime().processes(given.operand(0));
        if (format == Format.JSON) {
            top.out().println(Reports.compact(processes));
        } else {
            table(top.out(), processes);
        }
        return 0;
    }

    private static void table(PrintWriter out, List<Long> processes) {
        String row = "%-7s  %-12s  %s%n";
        out.printf(row, "PID", "USER", "COMMAND");
        for (long pid : processes) {
            ProcessHandle.of(pid).map(ProcessHandle::info).ifPresent(info -> {
                String command = info.commandLine().or(info::command).orElse("-");
                out.printf(row, pid, info.user().orElse("-"), harmless(command));
            });
        }
    }

    /** A process chooses its own name: without control characters that name does nothing to the reader's terminal. */
    private static String harmless(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
