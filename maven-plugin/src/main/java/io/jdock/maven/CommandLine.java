package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Words of a command line, in either of the two forms that a POM may have: one element for each word, passed on exactly as
 * written, or a single text that is split at blanks outside of quotes. Maven makes the object and fills it in by the
 * methods' names; the second form is also that of the user property.
 */
public final class CommandLine {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]++|'[^']*+'|\"[^\"]*+\")++");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    private final List<String> words = new ArrayList<>();
    private @Nullable String text;

    /** Takes {@code <arguments>--port=80 'two words'</arguments>} and {@code -Djdock.arguments=...}. */
    public void set(String wholeText) {
        this.text = wholeText;
    }

    /** Takes {@code <argument>...</argument>}; an element without text, which Maven gives as null, is an empty word. */
    public void addArgument(@Nullable String word) {
        words.add(word == null ? "" : word);
    }

    /** Takes {@code <jvmArgument>...</jvmArgument>}. */
    public void addJvmArgument(@Nullable String word) {
        addArgument(word);
    }

    /** Whether nothing was given at all. */
    boolean isEmpty() {
        return words.isEmpty() && (text == null || text.isBlank());
    }

    /**
     * The words, in whichever form they were given.
     *
     * @param parameter the parameter that this is the value of
     * @throws ParameterException if the single text has a quote that is not closed
     */
    List<String> words(String parameter) throws ParameterException {
        if (text == null) {
            return List.copyOf(words);
        }
        List<String> split = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        int end = 0;
        while (word.find()) {
            refuseUnlessBlank(parameter, text, end, word.start());
            split.add(QUOTED.matcher(word.group()).replaceAll("$1$2"));
            end = word.end();
        }
        refuseUnlessBlank(parameter, text, end, text.length());
        return List.copyOf(split);
    }

    /** What lies between words is blank, or else begins with a quote that has no partner. */
    private static void refuseUnlessBlank(String parameter, String text, int from, int to) throws ParameterException {
        if (!text.substring(from, to).isBlank()) {
            throw new ParameterException(parameter, "'" + text + "' has a quote that is not closed");
        }
    }
}
