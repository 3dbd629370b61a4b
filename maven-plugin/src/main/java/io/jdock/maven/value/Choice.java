package io.jdock.maven.value;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** One of a few words, such as {@code none} or {@code host}. Maven could read them too, but not say which ones there are. */
public final class Choice {
    /**
     * Reads a word.
     *
     * @param choices the enumeration whose constants, in lower case, are the words
     * @throws ParameterException if the text is none of them
     */
    public static <E extends Enum<E>> E parse(String parameter, String text, Class<E> choices)
            throws ParameterException {
        for (E choice : choices.getEnumConstants()) {
            if (word(choice).equals(text.strip().toLowerCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw ParameterException.of(
                parameter,
                text,
                "is none of "
                        + Arrays.stream(choices.getEnumConstants())
                                .map(Choice::word)
                                .collect(Collectors.joining(", ")));
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private Choice() {}
}
