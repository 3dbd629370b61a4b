package io.jdock.json;

/** Shows a value from outside to people. */
public final class Quote {
    private static final int MAX_LENGTH = 80;

    private Quote() {}

    /** The text in quotation marks, cut if it is long. Nothing in it can control the terminal that it is printed on. */
    public static String text(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        cut(text).codePoints().forEach(c -> quoted.append(escaped(c)));
        return quoted.append(text.length() > MAX_LENGTH ? "...\"" : "\"").toString();
    }

    /** The text as it is, cut if it is long. */
    public static String plain(String text) {
        return text.length() > MAX_LENGTH ? cut(text) + "..." : text;
    }

    private static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH);
    }

    private static String escaped(int c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default ->
                switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> "\\u%04x".formatted(c);
                    default -> Character.toString(c);
                };
        };
    }
}
