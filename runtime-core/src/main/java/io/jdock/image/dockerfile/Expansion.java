package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.Optional;

/** One {@link Word#expand}. */
final class Expansion {
    private static final int DEEPEST = 32;

    private final String text;
    private final Word word;
    private final Word.Variables variables;
    private final boolean quotesAreText;
    private final StringBuilder result = new StringBuilder();
    private final int depth;
    private int at;

    Expansion(Word word, Word.Variables variables, boolean quotesAreText) {
        this(word, word.raw(), variables, quotesAreText, 0);
    }

    private Expansion(Word word, String text, Word.Variables variables, boolean quotesAreText, int depth) {
        this.word = word;
        this.text = text;
        this.variables = variables;
        this.quotesAreText = quotesAreText;
        this.depth = depth;
    }

    String run() throws ImageException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' && !quotesAreText) {
                literal();
            } else if (c == '"' && !quotesAreText) {
                quoted();
            } else {
                at++;
                plain(c);
            }
        }
        return result.toString();
    }

    /** A character that was read, outside of quotes. */
    private void plain(char c) throws ImageException {
        if (c == '$') {
            dollar();
        } else if (c == word.escape() && at < text.length()) {
            char next = text.charAt(at++);
            if (quotesAreText && next != '$' && next != word.escape()) {
                result.append(c); // a here-document is mostly a program, in which escapes mean something
            }
            result.append(next);
        } else {
            result.append(c);
        }
    }

    private void literal() throws ImageException {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            throw error("a single quote does not end");
        }
        result.append(text, at + 1, end);
        at = end + 1;
    }

    /** POSIX, "Double-Quotes": an escape is one only before what would have a meaning. */
    private void quoted() throws ImageException {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            }
            if (c == '$') {
                dollar();
            } else if (c == word.escape() && at < text.length() && isSpecialInQuotes(text.charAt(at))) {
                result.append(text.charAt(at++));
            } else {
                result.append(c);
            }
        }
        throw error("a double quote does not end");
    }

    private boolean isSpecialInQuotes(char c) {
        return c == '"' || c == '$' || c == word.escape();
    }

    /** What follows a dollar sign that was read. */
    private void dollar() throws ImageException {
        if (at < text.length() && text.charAt(at) == '{') {
            at++;
            braced();
            return;
        }
        String name = name();
        if (name.isEmpty()) {
            result.append('$');
        } else {
            result.append(variables.get(name).orElse(""));
        }
    }

    private String name() {
        int start = at;
        if (at < text.length() && isDigit(text.charAt(at))) {
            at++; // as in a shell, where $12 is $1 and a 2
        } else {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
                at++;
            }
        }
        return text.substring(start, at);
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void braced() throws ImageException {
        String name = name();
        if (name.isEmpty()) {
            throw error("'${' must be followed by the name of a variable");
        }
        if (at >= text.length()) {
            throw error("'${" + name + "' has no closing brace");
        }
        Optional<String> value = variables.get(name);
        char c = text.charAt(at++);
        if (c == '}') {
            result.append(value.orElse(""));
            return;
        }
        boolean emptyIsUnset = c == ':';
        if (emptyIsUnset) {
            c = at < text.length() ? text.charAt(at++) : '}';
        }
        if (c != '-' && c != '+' && c != '?') {
            throw error("'${" + name + (emptyIsUnset ? ":" : "") + c
                    + "' is not known: after the name there may be -, + or ?, with a colon before it or not");
        }
        operate(name, c, value.filter(set -> !emptyIsUnset || !set.isEmpty()), argument(name));
    }

    private void operate(String name, char operator, Optional<String> value, String argument) throws ImageException {
        if (operator == '+') {
            result.append(value.isPresent() ? expanded(argument) : "");
        } else if (value.isPresent()) {
            result.append(value.get());
        } else if (operator == '-') {
            result.append(expanded(argument));
        } else {
            String problem = expanded(argument);
            throw error(name + ": " + (problem.isEmpty() ? "this variable must be set" : problem));
        }
    }

    private String expanded(String argument) throws ImageException {
        if (depth == DEEPEST) {
            throw error("variables are nested too deep");
        }
        return new Expansion(word, argument, variables, quotesAreText, depth + 1).run();
    }

    /** Up to the brace that closes it. */
    private String argument(String name) throws ImageException {
        int start = at;
        int open = 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == word.escape()) {
                at++;
            } else if (c == '$' && at + 1 < text.length() && text.charAt(at + 1) == '{') {
                open++;
                at++;
            } else if (c == '}' && --open == 0) {
                return text.substring(start, at++);
            }
            at++;
        }
        throw error("'${" + name + "' has no closing brace");
    }

    private ImageException error(String problem) {
        return word.position().error(problem, null);
    }
}
