package io.jdock.image.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code WWW-Authenticate} (RFC 9110, section 11.6.1): schemes with parameters in any order, several in one field or in
 * several, all divided by commas. What cannot be understood ends the field it is in; what was read before stays.
 */
final class ChallengeParser {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private final String text;
    private int at;

    private ChallengeParser(String text) {
        this.text = text;
    }

    /** The challenges of all fields, in their order. */
    static List<Challenge> parse(List<String> fields) {
        List<Challenge> challenges = new ArrayList<>();
        for (String field : fields) {
            new ChallengeParser(field).read(challenges);
        }
        return List.copyOf(challenges);
    }

    private void read(List<Challenge> challenges) {
        skip(" \t,");
        while (at < text.length()) {
            String scheme = token();
            if (scheme.isEmpty()) {
                return;
            }
            skip(" \t");
            Map<String, String> parameters = new LinkedHashMap<>();
            boolean understood = parameters(parameters);
            challenges.add(new Challenge(scheme, parameters));
            if (!understood) {
                return;
            }
            skip(" \t,");
        }
    }

    /** Reads parameters up to the next scheme or the end; returns whether all were understood. */
    private boolean parameters(Map<String, String> parameters) {
        while (at < text.length()) {
            skip(" \t,");
            int start = at;
            String name = token();
            skip(" \t");
            if (name.isEmpty()) {
                return at == text.length();
            }
            if (!next('=')) {
                at = start; // the next challenge's scheme
                return true;
            }
            skip(" \t");
            String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
            if (value == null) {
                return false;
            }
            parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            skip(" \t");
            if (at < text.length() && text.charAt(at) != ',') {
                return false; // such as the rest of a token68, which neither Basic nor Bearer has
            }
        }
        return true;
    }

    private boolean next(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private String token() {
        int start = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || TOKEN.indexOf(c) >= 0;
    }

    /** A text in quotes, where a backslash stands before any character; null if the end is missing. */
    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                c = text.charAt(at);
            }
            value.append(c);
        }
        return null;
    }
}
