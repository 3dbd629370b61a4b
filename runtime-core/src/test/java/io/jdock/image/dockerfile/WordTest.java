package io.jdock.image.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables in words. */
class WordTest {
    private static final Map<String, String> VALUES = Map.of("x", "value", "empty", "", "two", "a b");

    private static Word word(String raw) {
        return new Word(raw, new Position("Dockerfile", 2, 5), '\\');
    }

    private static String expand(String raw) throws ImageException {
        return word(raw).expand(name -> Optional.ofNullable(VALUES.get(name)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "plain | plain",
                "$x | value",
                "${x} | value",
                "a${x}b$x-c | avaluebvalue-c",
                "$xy | ~~",
                "${none} | ~~",
                "${none:-other} | other",
                "${none-other} | other",
                "${empty:-other} | other",
                "${empty-other} | ~~",
                "${x:-other} | value",
                "${x:+other} | other",
                "${empty:+other} | ~~",
                "${empty+other} | other",
                "${none+other} | ~~",
                "${none:-${x:+deep}er} | deeper",
                "${none:-$x} | value",
                "${none:-a}b} | ab}",
                "${x:?must} | value",
                "\\$x | $x",
                "\\${x} | ${x}",
                "'$x' | $x",
                "\"$x\" | value",
                "\"\\$x \\\"q\\\" \\n\" | $x \"q\" \\n",
                "'a'\"b\"c | abc",
                "a\\ b | a b",
                "\\\\x | \\x",
                "$ | $",
                "a$ b | a$ b",
                "$1x | x",
                "100% | 100%"
            })
    void variablesAreReplaced(String raw, String expected) throws ImageException {
        assertThat(expand(raw)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "${x | '${x' has no closing brace",
                "${x:-y | '${x' has no closing brace",
                "${} | '${' must be followed by the name of a variable",
                "${x#v} | '${x#' is not known: after the name there may be -, + or ?, with a colon before it or not",
                "${none:?} | none: this variable must be set",
                "${empty:?give one} | empty: give one",
                "'x | a single quote does not end",
                "\"x | a double quote does not end"
            })
    void whatCannotBeReadIsRefused(String raw, String problem) {
        assertThatThrownBy(() -> expand(raw))
                .isInstanceOf(ImageException.class)
                .hasMessage("Dockerfile:2:5: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"'$x' \"$x\" | 'value' \"value\"", "\\$x \\n \\\\ | $x \\n \\"})
    void quotesOfHereDocumentsAreText(String raw, String expected) throws ImageException {
        assertThat(word(raw).expandLines(name -> Optional.ofNullable(VALUES.get(name))))
                .isEqualTo(expected);
    }
}
