package io.jdock.oci;

/**
 * The grammar of semver.org, version 2.0.0, items 2, 9 and 10. Without a regular expression: the first ones take a JVM that has just
 * started as long as to read the whole configuration.
 */
final class SemanticVersion {
    private SemanticVersion() {}

    static boolean isOne(String text) {
        int build = text.indexOf('+');
        String precedence = build < 0 ? text : text.substring(0, build);
        int preRelease = precedence.indexOf('-');
        String core = preRelease < 0 ? precedence : precedence.substring(0, preRelease);
        return areNumbers(core)
                && (preRelease < 0 || areIdentifiers(precedence.substring(preRelease + 1), false))
                && (build < 0 || areIdentifiers(text.substring(build + 1), true));
    }

    private static boolean areNumbers(String core) {
        String[] numbers = core.split("\\.", -1);
        for (String number : numbers) {
            if (!isDigits(number) || hasLeadingZero(number)) {
                return false;
            }
        }
        return numbers.length == 3;
    }

    private static boolean areIdentifiers(String text, boolean leadingZeros) {
        for (String identifier : text.split("\\.", -1)) {
            if (!isIdentifier(identifier) || (!leadingZeros && isDigits(identifier) && hasLeadingZero(identifier))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasLeadingZero(String number) {
        return number.length() > 1 && number.charAt(0) == '0';
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isIdentifier(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && c != '-' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
