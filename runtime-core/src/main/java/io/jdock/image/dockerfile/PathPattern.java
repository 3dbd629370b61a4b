package io.jdock.image.dockerfile;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of paths as Dockerfiles have them: those of Go's {@code filepath.Match}, in which {@code *} and {@code ?} stay within a name, and
 * {@code **} for any number of directories.
 */
public final class PathPattern {
    private final Pattern pattern;

    private PathPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Reads a pattern; empty if it is none. */
    public static Optional<PathPattern> parse(String text) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '*') {
                at = stars(text, at, regex);
            } else if (c == '[') {
                int end = characters(text, at, regex);
                if (end < 0) {
                    return Optional.empty();
                }
                at = end;
            } else if (c == '\\') {
                if (at + 1 == text.length()) {
                    return Optional.empty();
                }
                regex.append(Pattern.quote(text.substring(at + 1, at + 2)));
                at += 2;
            } else {
                regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
                at++;
            }
        }
        try {
            return Optional.of(new PathPattern(Pattern.compile(regex.toString(), Pattern.DOTALL)));
        } catch (PatternSyntaxException e) { // a range that goes backwards
            return Optional.empty();
        }
    }

    private static int stars(String text, int start, StringBuilder regex) {
        int end = start;
        while (end < text.length() && text.charAt(end) == '*') {
            end++;
        }
        if (end - start == 1) {
            regex.append("[^/]*");
            return end;
        }
        if (end < text.length() && text.charAt(end) == '/') {
            regex.append("(?:.*/)?");
            return end + 1;
        }
        regex.append(".*");
        return end;
    }

    /** What is between brackets; -1 if they do not match. */
    private static int characters(String text, int start, StringBuilder regex) {
        int at = start + 1;
        StringBuilder set = new StringBuilder();
        if (at < text.length() && text.charAt(at) == '^') {
            set.append("^/");
            at++;
        }
        int first = at;
        while (at < text.length() && text.charAt(at) != ']') {
            char c = text.charAt(at);
            boolean range = c == '-' && at > first && at + 1 < text.length() && text.charAt(at + 1) != ']';
            if (c == '\\') {
                at++;
                if (at == text.length()) {
                    return -1;
                }
                c = text.charAt(at);
            }
            set.append(range || Character.isLetterOrDigit(c) ? "" : "\\").append(c);
            at++;
        }
        if (at >= text.length() || at == first) {
            return -1;
        }
        regex.append('[').append(set).append(']');
        return at + 1;
    }

    /** Whether a text has characters that mean something in a pattern. */
    public static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
    }

    /**
     * Whether the pattern means a path as a whole.
     *
     * @param path with a slash between names and none at the ends
     */
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }
}
