package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Divides a file into instructions: parser directives, comments, continuation lines and here-documents. */
final class LineReader {
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");
    private static final Set<String> DIRECTIVES = Set.of("syntax", "escape", "check");
    private static final Pattern DOCUMENT = Pattern.compile("[0-9]*<<(-?)(['\"]?)([a-zA-Z_0-9.-]+)\\2");
    private static final Pattern TAKES_DOCUMENTS =
            Pattern.compile("(?:ONBUILD\\s+)?(?:RUN|COPY|ADD)\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final String file;
    private final String[] lines;
    private char escape = '\\';
    private int next;

    LineReader(String file, String text) {
        this.file = file;
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = plain.split("\r?\n", -1);
    }

    /**
     * All instructions.
     *
     * @throws ImageException if a directive is wrong, or a here-document does not end
     */
    List<Line> read() throws ImageException {
        readDirectives();
        List<Line> instructions = new ArrayList<>();
        while (next < lines.length) {
            if (isComment(lines[next]) || lines[next].isBlank()) {
                next++;
            } else {
                Line line = join();
                instructions.add(line.with(documents(line)));
            }
        }
        return instructions;
    }

    private static boolean isComment(String line) {
        return line.stripLeading().startsWith("#");
    }

    // ---- directives

    /** They come before anything else, even before comments. */
    private void readDirectives() throws ImageException {
        Set<String> seen = new LinkedHashSet<>();
        for (; next < lines.length; next++) {
            Matcher directive = DIRECTIVE.matcher(lines[next].strip());
            if (!directive.matches()) {
                return;
            }
            String name = directive.group(1).toLowerCase(Locale.ROOT);
            if (!DIRECTIVES.contains(name)) {
                return;
            }
            if (!seen.add(name)) {
                throw position(next, 0).error("the directive '" + name + "' is there twice", null);
            }
            if (name.equals("escape")) {
                setEscape(directive.group(2));
            }
        }
    }

    private void setEscape(String value) throws ImageException {
        if (!value.equals("\\") && !value.equals("`")) {
            throw position(next, lines[next].lastIndexOf(value))
                    .error("the escape must be \\ or `, and not '" + value + "'", null);
        }
        escape = value.charAt(0);
    }

    // ---- continuation

    private Line join() {
        StringBuilder text = new StringBuilder();
        List<Line.Start> starts = new ArrayList<>();
        boolean more = true;
        while (more && next < lines.length) {
            String line = lines[next];
            boolean first = starts.isEmpty();
            if (!first && (isComment(line) || line.isBlank())) {
                next++;
                continue;
            }
            int begin = first ? line.length() - line.stripLeading().length() : 0;
            int end = endOfContinued(line);
            more = end >= 0;
            starts.add(new Line.Start(text.length(), position(next, begin)));
            text.append(line, begin, more ? end : line.length());
            next++;
        }
        return new Line(text.toString().stripTrailing(), starts, escape, List.of());
    }

    /** Where the escape is that has a line go on, after which there may be blanks; -1 if there is none. */
    private int endOfContinued(String line) {
        String stripped = line.stripTrailing();
        int last = stripped.length() - 1;
        boolean continued =
                last >= 0 && stripped.charAt(last) == escape && (last == 0 || stripped.charAt(last - 1) != escape);
        return continued ? last : -1;
    }

    // ---- here-documents

    private List<Document> documents(Line line) throws ImageException {
        List<Document> documents = new ArrayList<>();
        if (TAKES_DOCUMENTS.matcher(line.text()).matches() && line.text().contains("<<")) {
            for (Line.Token token : tokens(line)) {
                Matcher start = DOCUMENT.matcher(token.text());
                if (start.matches()) {
                    documents.add(document(
                            token.text(),
                            start.group(3),
                            !start.group(1).isEmpty(),
                            !start.group(2).isEmpty(),
                            line.position(token.offset())));
                }
            }
        }
        return documents;
    }

    /** What is no row of words has no here-documents: the shell will say what it thinks of its quotes. */
    private static List<Line.Token> tokens(Line line) {
        try {
            return line.quotedTokens(0);
        } catch (ImageException e) {
            return line.tokens(0);
        }
    }

    private Document document(String word, String name, boolean withoutTabs, boolean literal, Position begin)
            throws ImageException {
        StringBuilder text = new StringBuilder();
        Position position = position(next, 0);
        while (next < lines.length) {
            String line = withoutTabs ? withoutTabs(lines[next]) : lines[next];
            next++;
            if (line.equals(name)) {
                return new Document(word, name, literal, text.toString(), escape, position);
            }
            text.append(line).append('\n');
        }
        throw begin.error("the here-document does not end", "write a line that is '" + name + "' and nothing else");
    }

    private static String withoutTabs(String line) {
        int start = 0;
        while (start < line.length() && line.charAt(start) == '\t') {
            start++;
        }
        return line.substring(start);
    }

    private Position position(int line, int column) {
        return new Position(file, line + 1, column + 1);
    }
}
