package io.jdock.image;

import io.jdock.oci.Digest;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the name of an image, and tells at which character it stops being one. */
final class ReferenceParser {
    /** Registry and repository together, as the reference implementation counts them. */
    private static final int MAX_NAME = 255;

    private static final int MAX_TAG = 128;
    private static final int MAX_PORT = 65_535;

    private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");
    private static final Pattern HOST =
            Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*");
    private static final Pattern IPV6 = Pattern.compile("\\[[a-fA-F0-9:]+\\]");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]*");

    private final String text;

    ReferenceParser(String text) {
        this.text = text;
    }

    Reference parse() throws ImageException {
        if (text.isEmpty()) {
            throw new ImageException("''", "an empty text is no name of an image", null);
        }
        int at = text.indexOf('@');
        int end = at < 0 ? text.length() : at;
        int colon = text.lastIndexOf(':', end - 1);
        boolean tagged = colon > text.lastIndexOf('/', end - 1);
        int nameEnd = tagged ? colon : end;

        if (nameEnd > MAX_NAME) {
            throw malformed(MAX_NAME, "registry and repository have more than " + MAX_NAME + " characters");
        }
        Digest digest = at < 0 ? null : digest(at + 1);
        String tag = tagged ? tag(colon + 1, end) : null;
        int slash = text.indexOf('/');
        String registry = null;
        int start = 0;
        if (slash >= 0 && slash < nameEnd && isRegistry(text.substring(0, slash))) {
            registry = registry(slash);
            start = slash + 1;
        }
        String repository = repository(start, nameEnd);
        if (registry == null && IDENTIFIER.matcher(repository).matches()) {
            throw malformed(0, "64 hexadecimal digits are an identifier, and no name");
        }
        return Reference.of(registry, repository, tag, digest);
    }

    /** Whether the first component of several is a registry, and not a folder of the default one. */
    static boolean isRegistry(String component) {
        return component.indexOf('.') >= 0
                || component.indexOf(':') >= 0
                || component.equals("localhost")
                || !component.equals(component.toLowerCase(Locale.ROOT));
    }

    private String registry(int end) throws ImageException {
        boolean ipv6 = text.charAt(0) == '[';
        Matcher host = (ipv6 ? IPV6 : HOST).matcher(text).region(0, end);
        if (!host.lookingAt()) {
            throw malformed(unmatched(host, 0), "a registry is a host name or an address, IPv6 ones in brackets");
        }
        if (host.end() < end) {
            if (text.charAt(host.end()) != ':') {
                throw malformed(host.end(), "no character of a registry");
            }
            requirePort(host.end() + 1, end);
        }
        return text.substring(0, end);
    }

    private void requirePort(int start, int end) throws ImageException {
        String port = text.substring(start, end);
        if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(start, "a port has 1 to 5 digits");
        }
        int number = Integer.parseInt(port);
        if (number < 1 || number > MAX_PORT) {
            throw malformed(start, "a port is 1 to " + MAX_PORT);
        }
    }

    private String repository(int start, int end) throws ImageException {
        if (start == end) {
            throw malformed(start, "there is no repository");
        }
        int from = start;
        while (from <= end) {
            int slash = text.indexOf('/', from);
            int to = slash < 0 || slash > end ? end : slash;
            requireComponent(from, to);
            from = to + 1;
        }
        return text.substring(start, end);
    }

    private void requireComponent(int from, int to) throws ImageException {
        if (from == to) {
            throw malformed(from, "a component of the repository is empty");
        }
        Matcher component = COMPONENT.matcher(text).region(from, to);
        if (component.matches()) {
            return;
        }
        int bad = component.lookingAt() ? component.end() : from;
        char c = text.charAt(bad);
        if (c >= 'A' && c <= 'Z') {
            throw malformed(bad, "a repository is written in lower case");
        }
        if (c == '.' || c == '_' || c == '-') {
            throw malformed(bad, "'.', '_', '__' and hyphens stand between letters or digits");
        }
        throw malformed(bad, "a repository has lower-case letters, digits, '.', '_', '-' and '/'");
    }

    static boolean isTag(String text) {
        return text.length() <= MAX_TAG && TAG.matcher(text).matches();
    }

    private String tag(int start, int end) throws ImageException {
        Matcher tag = TAG.matcher(text).region(start, end);
        if (start == end) {
            throw malformed(start, "the tag is empty");
        }
        if (!tag.matches()) {
            throw malformed(
                    unmatched(tag, start),
                    "a tag has letters, digits, '_', '.' and '-', and begins with none of the latter two");
        }
        if (end - start > MAX_TAG) {
            throw malformed(start + MAX_TAG, "the tag has more than " + MAX_TAG + " characters");
        }
        return text.substring(start, end);
    }

    private Digest digest(int start) throws ImageException {
        return Digest.parse(text.substring(start))
                .orElseThrow(() ->
                        malformed(start, "no digest, which is 'sha256:' and 64 hexadecimal digits in lower case"));
    }

    private static int unmatched(Matcher matcher, int start) {
        return matcher.lookingAt() ? matcher.end() : start;
    }

    private ImageException malformed(int index, String reason) {
        String found = index < text.length() ? describe(text.charAt(index)) : "the end";
        return new ImageException(
                "'" + text.replaceAll("\\p{Cntrl}", "?") + "'",
                "no name of an image: at character " + (index + 1) + ", " + found + ": " + reason,
                null);
    }

    private static String describe(char c) {
        return c > ' ' && c < 127 ? "'" + c + "'" : String.format(Locale.ROOT, "U+%04X", (int) c);
    }
}
