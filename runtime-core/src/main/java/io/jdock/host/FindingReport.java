package io.jdock.host;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Findings in forms for people and for programs. */
public final class FindingReport {
    private static final int WIDTH = 100;
    private static final String INDENT = "            ";

    private FindingReport() {}

    /**
     * A table of three columns (status, name, what was seen), at most 100 characters wide where words allow it. Under a
     * finding that is not OK stand its consequence and remedy.
     *
     * @return lines, each with a newline at its end
     */
    public static String table(List<Finding> findings) {
        int nameWidth = findings.stream()
                .mapToInt(finding -> finding.name().length())
                .max()
                .orElse(0);
        StringBuilder table = new StringBuilder();
        for (Finding finding : findings) {
            String head = "%-10s%-" + (nameWidth + 2) + "s";
            wrap(table, String.format(head, finding.status(), finding.name()), finding.seen());
            if (finding.status() != Finding.Status.OK) {
                wrap(table, INDENT + "so:     ", finding.consequence());
                wrap(table, INDENT + "remedy: ", finding.remedy());
            }
        }
        return table.toString();
    }

    /** A JSON array with an object for each finding: name, status, seen, consequence, remedy. */
    public static String json(List<Finding> findings) {
        return new String(JsonWriter.readable(JsonObject.list(findings, FindingReport::json)), StandardCharsets.UTF_8);
    }

    private static JsonObject json(Finding finding) {
        return new JsonObject()
                .put("name", finding.name())
                .put("status", finding.status().name())
                .put("seen", finding.seen())
                .put("consequence", finding.consequence())
                .put("remedy", finding.remedy());
    }

    /** Breaks a text at blanks; its further lines begin below the end of the first one's lead. */
    private static void wrap(StringBuilder out, String lead, String text) {
        String margin = " ".repeat(lead.length());
        for (String line : lines(text, WIDTH - lead.length())) {
            out.append(lead).append(line).append('\n');
            lead = margin;
        }
    }

    private static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
