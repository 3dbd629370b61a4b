package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.maven.value.ParameterException;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private final CommandLine commandLine = new CommandLine();

    @Test
    void elementsArePassedOnExactly() throws Exception {
        commandLine.addArgument("two words");
        commandLine.addArgument("it's \"quoted\", \\ and all");
        commandLine.addArgument(null);

        assertThat(commandLine.words("arguments")).containsExactly("two words", "it's \"quoted\", \\ and all", "");
    }

    @Test
    void oneTextIsSplitAtBlanksOutsideOfQuotes() throws Exception {
        commandLine.set("  --name 'Ada Lovelace'  --title=\"it's\" ''\n-x,y ");

        assertThat(commandLine.words("arguments"))
                .containsExactly("--name", "Ada Lovelace", "--title=it's", "", "-x,y");
    }

    @Test
    void nothingIsNoWords() throws Exception {
        assertThat(commandLine.words("arguments")).isEmpty();
    }

    @Test
    void anOpenQuoteIsRefused() {
        commandLine.set("--name 'Ada");

        assertThatThrownBy(() -> commandLine.words("jvmArguments"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Parameter 'jvmArguments' (-Djdock.jvmArguments): '--name 'Ada' has a quote that is not"
                        + " closed");
    }
}
