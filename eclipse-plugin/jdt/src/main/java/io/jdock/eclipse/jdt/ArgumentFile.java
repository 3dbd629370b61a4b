package io.jdock.eclipse.jdt;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a file of arguments as the {@code java} program does: "java Command-Line Argument Files" in the tool's manual.
 * Words are separated by white space, quotes keep it, # begins a comment between words, and within quotes a backslash
 * takes the next character as it is, or continues the word on the next line.
 */
final class ArgumentFile {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private int position;

    private ArgumentFile(String text) {
        this.text = text;
    }

    /** The words in the file, which is in the platform's own charset. */
    static List<String> read(Path file) throws IOException {
        return words(Files.readString(file, platformCharset()));
    }

    static List<String> words(String text) {
        ArgumentFile file = new ArgumentFile(text);
        while (file.skipToWord()) {
            file.words.add(file.word());
        }
        return List.copyOf(file.words);
    }

    /** Since Java 18 the default is UTF-8 whatever the locale (JEP 400), but the launcher still reads bytes. */
    private static Charset platformCharset() {
        return Charset.forName(
                System.getProperty("native.encoding", Charset.defaultCharset().name()));
    }

    private boolean skipToWord() {
        while (position < text.length()) {
            char next = text.charAt(position);
            if (next == '#') {
                skipLine();
            } else if (isSpace(next)) {
                position++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipLine() {
        while (position < text.length() && text.charAt(position) != '\n' && text.charAt(position) != '\r') {
            position++;
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        while (position < text.length()) {
            char next = text.charAt(position);
            if (quote == 0 && isSpace(next)) {
                break;
            }
            position++;
            if (next == quote) {
                quote = 0;
            } else if (quote == 0 && (next == '"' || next == '\'')) {
                quote = next;
            } else if (quote != 0 && next == '\\' && position < text.length()) {
                unescape(word);
            } else {
                word.append(next);
            }
        }
        return word.toString();
    }

    private void unescape(StringBuilder word) {
        char next = text.charAt(position++);
        switch (next) {
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 't' -> word.append('\t');
            case 'f' -> word.append('\f');
            case '\n', '\r' -> continueLine(next);
            default -> word.append(next);
        }
    }

    private void continueLine(char end) {
        if (end == '\r' && position < text.length() && text.charAt(position) == '\n') {
            position++;
        }
        while (position < text.length() && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
            position++;
        }
    }

    private static boolean isSpace(char character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r' || character == '\f';
    }
}
