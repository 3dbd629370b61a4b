package io.jdock.cli;

import io.jdock.container.ContainerReport;
import io.jdock.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** {@code list}. */
final class ListCommand implements Command {
    /** How they are printed. */
    enum Format {
        TABLE,
        JSON
    }

    private static final Option QUIET = Option.flag("Only ids.", "-q", "--quiet");
    private static final Option FORMAT = Option.of("table|json", "How they are printed.", "-f", "--format");
    private static final Syntax SYNTAX =
            new Syntax("jdock list", "Prints the containers that are remembered.", List.of(QUIET, FORMAT), List.of());

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        Format format = given.word(FORMAT, Format.TABLE);
        List<ContainerReport> reports = top.runtime().list();
        if (given.has(QUIET)) {
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
