package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChoiceTest {
    private enum Colour {
        RED,
        GREEN
    }

    @Test
    void wordsAreTheConstantsInLowerCase() throws Exception {
        assertThat(Choice.parse("colour", "red", Colour.class)).isEqualTo(Colour.RED);
        assertThat(Choice.parse("colour", " Green ", Colour.class)).isEqualTo(Colour.GREEN);
    }

    @Test
    void anotherWordIsRefusedWithTheListOfThese() {
        assertThatThrownBy(() -> Choice.parse("colour", "blue", Colour.class))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Parameter 'colour' (-Djdock.colour): 'blue' is none of red, green");
    }
}
