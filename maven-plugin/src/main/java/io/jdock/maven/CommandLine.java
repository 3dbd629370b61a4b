package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.plexus.util.cli.CommandLineUtils;
import org.jspecify.annotations.Nullable;

/**
 * Words of a command line, in either of the two forms that a POM may have: one element for each word, passed on exactly as
 * written, or a single text that is split at blanks outside of quotes. Maven makes the object and fills it in by the
 * methods' names; the second form is also that of the user property.
 */
public final class CommandLine {
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
        try {
            // It knows blanks only, and a long text in a POM is broken into lines and indented.
            return List.of(CommandLineUtils.translateCommandline(text.replaceAll("\\s", " ")));
        } catch (Exception e) { // so declared; the one reason is a quote without its partner
            throw new ParameterException(parameter, "'" + text + "' has a quote that is not closed", e);
        }
    }
}
