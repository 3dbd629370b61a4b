package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.ArrayList;
import java.util.List;

/**
 * An instruction as one line, after its continuation lines were joined.
 *
 * @param text without the escapes and line feeds that joined it
 * @param starts where the parts of the text are in the file, in order
 * @param escape the character that takes the meaning from the next one
 * @param documents here-documents in the order in which they are named
 */
record Line(String text, List<Start> starts, char escape, List<Document> documents) {
    /** From this offset of the text on, characters follow each other in the file, beginning at this position. */
    record Start(int offset, Position position) {}

    Line {
        starts = List.copyOf(starts);
        documents = List.copyOf(documents);
    }

    Line with(List<Document> more) {
        return new Line(text, starts, escape, more);
    }

    Position position(int offset) {
        Start last = starts.get(0);
        for (Start start : starts) {
            if (start.offset() > offset) {
                break;
            }
            last = start;
        }
        Position position = last.position();
        return new Position(position.file(), position.line(), position.column() + offset - last.offset());
    }

    /** Part of a line. */
    record Token(String text, int offset) {}

    /** What white space separates, from an offset on. */
    List<Token> tokens(int from) {
        List<Token> tokens = new ArrayList<>();
        int start = skipBlanks(from);
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && !isBlank(text.charAt(end))) {
                end++;
            }
            tokens.add(new Token(text.substring(start, end), start));
            start = skipBlanks(end);
        }
        return tokens;
    }

    /**
     * What white space separates that is neither quoted nor escaped; quotes and escapes stay.
     *
     * @throws ImageException if a quote does not end
     */
    List<Token> quotedTokens(int from) throws ImageException {
        List<Token> tokens = new ArrayList<>();
        int start = skipBlanks(from);
        while (start < text.length()) {
            int end = endOfQuoted(start);
            tokens.add(new Token(text.substring(start, end), start));
            start = skipBlanks(end);
        }
        return tokens;
    }

    private int endOfQuoted(int start) throws ImageException {
        int at = start;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                at = endOfQuote(at);
            } else {
                at += c == escape ? 2 : 1;
            }
        }
        return Math.min(at, text.length());
    }

    private int endOfQuote(int start) throws ImageException {
        char quote = text.charAt(start);
        for (int at = start + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                return at + 1;
            }
            if (c == escape && quote == '"') {
                at++;
            }
        }
        throw position(start).error("this quote does not end", null);
    }

    int skipBlanks(int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u000b' || c == '\f' || c == '\r';
    }

    Word word(Token token) {
        return new Word(token.text(), position(token.offset()), escape);
    }
}
