package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files of a directory a build does not see ({@code .dockerignore}). Each line is a pattern; those that begin with an exclamation
 * mark take back what the earlier ones say, and the last one that means a file, or a directory above it, counts.
 */
public final class IgnoreRules {
    /** Nothing is ignored. */
    public static final IgnoreRules NONE = new IgnoreRules(List.of());

    private final List<Rule> rules;

    private record Rule(PathPattern pattern, boolean keeps) {}

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads a file of rules.
     *
     * @param file its name, for errors
     * @throws ImageException if a line is no pattern; the message begins with file, line and column
     */
    public static IgnoreRules parse(String file, String text) throws ImageException {
        List<Rule> rules = new ArrayList<>();
        String[] lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].replace("\uFEFF", "").strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                rules.add(rule(line, new Position(file, i + 1, 1)));
            }
        }
        return new IgnoreRules(rules);
    }

    private static Rule rule(String line, Position position) throws ImageException {
        boolean keeps = line.startsWith("!");
        String pattern = ContextPath.clean(keeps ? line.substring(1).strip() : line);
        if (pattern.isEmpty() && keeps) {
            throw position.error("the exclamation mark is followed by nothing", null);
        }
        return new Rule(
                PathPattern.parse(pattern).orElseThrow(() -> position.error("'" + line + "' is no pattern", null)),
                keeps);
    }

    /**
     * Whether the build does not see a file or a directory itself. What is in an ignored directory may still be kept.
     *
     * @param path from the directory of the build, with a slash between names and none at the ends
     */
    public boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (ignored == rule.keeps() && meansPathOrParent(rule.pattern(), path)) {
                ignored = !rule.keeps();
            }
        }
        return ignored;
    }

    private static boolean meansPathOrParent(PathPattern pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matches(path.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    /** Whether something may be kept that is in an ignored directory. */
    public boolean keepsInIgnored() {
        return rules.stream().anyMatch(Rule::keeps);
    }
}
