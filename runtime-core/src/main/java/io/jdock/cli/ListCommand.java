package io.jdock.cli;

import io.jdock.container.ContainerReport;
import io.jdock.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code list}. */
@Command(name = "list", description = "Prints the containers that are remembered.")
final class ListCommand implements Callable<Integer> {
    /** How they are printed. */
    enum Format {
        TABLE,
        JSON
    }

    private final JdockCommand top;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only ids.")
    private boolean quiet;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "table|json",
            description = "How they are printed.")
    private Format format = Format.TABLE;

    ListCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        List<ContainerReport> reports = top.runtime().list();
        if (quiet) {
            reports.forEach(report -> top.out().println(report.state().id()));
        } else if (format == Format.JSON) {
            top.out().println(Reports.compact(JsonObject.list(reports, Reports::json)));
        } else {
            table(top.out(), reports);
        }
        return 0;
    }

    private static void table(PrintWriter out, List<ContainerReport> reports) {
        int width = Math.max(
                12,
                reports.stream()
                        .mapToInt(report -> report.state().id().length())
                        .max()
                        .orElse(0));
        String row = "%-" + width + "s  %-7s  %-8s  %-20s  %s%n";
        out.printf(row, "ID", "PID", "STATUS", "CREATED", "BUNDLE");
        for (ContainerReport report : reports) {
            out.printf(
                    row,
                    report.state().id(),
                    Reports.pid(report),
                    report.state().status().json(),
                    report.created().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                    report.state().bundle());
        }
    }
}
