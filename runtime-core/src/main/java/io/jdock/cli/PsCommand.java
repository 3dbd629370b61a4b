package io.jdock.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ps}. */
@Command(name = "ps", description = "Prints the processes of a container, by their ids on the host.")
final class PsCommand implements Callable<Integer> {
    /** How they are printed. */
    enum Format {
        TABLE,
        JSON
    }

    private final JdockCommand top;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "table|json",
            description = "How they are printed.")
    private Format format = Format.TABLE;

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    PsCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        List<Long> processes = top.runtime().processes(id);
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
