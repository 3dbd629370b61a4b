package io.jdock.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents in which nothing is out of the ordinary, as what jdock and registries write mostly is: short, in ASCII, without fractions
 * or huge numbers, and well-formed. All others it leaves to Jackson, which also knows what to say of them: to load that takes a new JVM a fifth
 * of the time until its first container runs.
 */
final class PlainReader {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_LEVELS = 32;
    private static final int LONGEST_NAME = 1000;
    private static final int MOST_DIGITS = 18; // of a long, whatever they are
    private static final int CODE_DIGITS = 4;

    private final byte[] document;
    private int position;
    private int line = 1;
    private int lineStart;

    private PlainReader(byte[] document) {
        this.document = document;
    }

    /** As {@link CarefulReader#read}; null if it may be out of the ordinary. */
    static @Nullable JsonValue read(byte[] document) {
        return document.length > MOST_BYTES ? null : new PlainReader(document).document();
    }

    private @Nullable JsonValue document() {
        int next = next();
        int column = column();
        Object content = content(next);
        if (content == null) {
            return null;
        }
        JsonValue document = JsonValue.document(content, line, column);
        return fill(document, content, 1) && isAtEnd() ? document : null;
    }

    private boolean isAtEnd() {
        return next() < 0 && position == document.length;
    }

    // ---- values

    /** What stands at the current place; lists and maps are still empty. */
    private @Nullable Object content(int first) {
        return switch (first) {
            case '{' -> beginning(new LinkedHashMap<String, JsonValue>());
            case '[' -> beginning(new ArrayList<JsonValue>());
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", JsonValue.Nothing.NULL);
            default -> number();
        };
    }

    private Object beginning(Object empty) {
        position++;
        return empty;
    }

    @SuppressWarnings("unchecked") // as they are made
    private boolean fill(JsonValue value, Object content, int level) {
        if (content instanceof Map) {
            return level < MOST_LEVELS && fill(value, (Map<String, JsonValue>) content, level);
        }
        return !(content instanceof List) || (level < MOST_LEVELS && fill(value, (List<JsonValue>) content, level));
    }

    private boolean fill(JsonValue object, Map<String, JsonValue> properties, int level) {
        int next = next();
        while (next == '"') {
            String name = string();
            if (name == null || name.length() > LONGEST_NAME || next() != ':') {
                return false;
            }
            position++;
            int first = next();
            int column = column();
            Object content = content(first);
            if (content == null) {
                return false;
            }
            JsonValue value = object.property(name, content, line, column);
            if (properties.put(name, value) != null || !fill(value, content, level + 1)) {
                return false;
            }
            if (next() != ',') {
                return ends('}');
            }
            position++;
            next = next();
        }
        return properties.isEmpty() && ends('}');
    }

    private boolean fill(JsonValue array, List<JsonValue> elements, int level) {
        int first = next();
        if (first == ']') {
            return ends(']');
        }
        while (true) {
            int column = column();
            Object content = content(first);
            if (content == null) {
                return false;
            }
            JsonValue value = array.element(elements.size(), content, line, column);
            elements.add(value);
            if (!fill(value, content, level + 1)) {
                return false;
            }
            if (next() != ',') {
                return ends(']');
            }
            position++;
            first = next();
        }
    }

    private boolean ends(char end) {
        boolean does = next() == end;
        position++;
        return does;
    }

    // ---- characters

    /** The next byte that is no white space; negative at the end, and if it is no ASCII. */
    private int next() {
        while (position < document.length) {
            byte next = document[position];
            if (next == '\n') {
                line++;
                lineStart = position + 1;
            } else if (next != ' ' && next != '\t') {
                return next;
            }
            position++;
        }
        return -1;
    }

    /** From 1 on. */
    private int column() {
        return position - lineStart + 1;
    }

    private int at(int place) {
        return place < document.length ? document[place] : -1;
    }

    private @Nullable Object word(String word, Object meaning) {
        for (int i = 0; i < word.length(); i++) {
            if (at(position + i) != word.charAt(i)) {
                return null;
            }
        }
        position += word.length();
        return meaning;
    }

    private @Nullable Object number() {
        boolean negative = at(position) == '-';
        int start = negative ? position + 1 : position;
        int end = start;
        long value = 0;
        while (end - start <= MOST_DIGITS && isDigit(at(end))) {
            value = 10 * value + at(end) - '0';
            end++;
        }
        boolean beginsWithZero = at(start) == '0' && (negative || end - start > 1);
        int next = at(end);
        if (end == start || end - start > MOST_DIGITS || beginsWithZero || next == '.' || next == 'e' || next == 'E') {
            return null;
        }
        position = end;
        return negative ? -value : value;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private @Nullable String string() {
        int start = ++position;
        for (int next = at(position); next >= ' '; next = at(position)) {
            if (next == '"') {
                return new String(document, start, position++ - start, StandardCharsets.US_ASCII);
            }
            if (next == '\\') {
                return withEscapes(
                        new StringBuilder(new String(document, start, position - start, StandardCharsets.US_ASCII)));
            }
            position++;
        }
        return null;
    }

    private @Nullable String withEscapes(StringBuilder text) {
        for (int next = at(position); next >= ' '; next = at(position)) {
            position++;
            if (next == '"') {
                return text.toString();
            }
            int meant = next == '\\' ? escaped() : next;
            if (meant < 0) {
                return null;
            }
            text.append((char) meant);
        }
        return null;
    }

    /** What stands behind a backslash; negative if that is nothing usual. */
    private int escaped() {
        int kind = at(position++);
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> code();
            default -> -1;
        };
    }

    private int code() {
        int code = 0;
        for (int i = 0; i < CODE_DIGITS; i++) {
            int digit = Character.digit(at(position++), 16);
            if (digit < 0) {
                return -1;
            }
            code = 16 * code + digit;
        }
        return Character.isSurrogate((char) code) ? -1 : code;
    }
}
