package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static final Option ALL = Option.flag("Everything.", "-a", "--all");
    private static final Option DETACH = Option.flag("Return.", "-d", "--detach");
    private static final Option BUNDLE = Option.of("<directory>", "Where it is.", "-b", "--bundle");
    private static final Option NUMBER = Option.of("<number>", "How many.", "--number");
    private static final Option ENV = Option.several("<name>=<value>", "A variable.", "-e", "--env");
    private static final Option FORMAT = Option.of("text|json", "How.", "--format");

    private static final List<Option> OPTIONS = List.of(ALL, DETACH, BUNDLE, NUMBER, ENV, FORMAT);
    private static final Operand SIGNAL = new Operand("<signal>", Operand.Count.ONE_OR_NONE, "Which.");
    private static final Operand COMMAND = new Operand("<command>", Operand.Count.REST, "What.");

    private static final Syntax KILL = new Syntax("jdock kill", "Kills.", OPTIONS, List.of(Operand.CONTAINER, SIGNAL));
    private static final Syntax EXEC =
            new Syntax("jdock exec", "Executes.", OPTIONS, List.of(Operand.CONTAINER, COMMAND));

    enum Format {
        TEXT,
        JSON
    }

    private static Arguments kill(String... given) {
        return Arguments.of(KILL, List.of(given)).complete();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bundle /b one",
                "--bundle=/b one",
                "-b /b one",
                "-b/b one",
                "-b=/b one",
                "one -b /b",
                "-b /b -- one"
            })
    void aValueFollowsItsOption(String line) {
        Arguments given = kill(line.split(" "));

        assertThat(given.path(BUNDLE)).contains(Path.of("/b"));
        assertThat(given.operand(0)).isEqualTo("one");
    }

    @Test
    void shortOptionsCanBeJoined() {
        Arguments given = kill("-adb/b", "one");

        assertThat(given.has(ALL)).isTrue();
        assertThat(given.has(DETACH)).isTrue();
        assertThat(given.text(BUNDLE)).contains("/b");
    }

    @Test
    void whatIsNotGivenIsEmpty() {
        Arguments given = kill("one");

        assertThat(given.has(ALL)).isFalse();
        assertThat(given.text(BUNDLE)).isEmpty();
        assertThat(given.all(ENV)).isEmpty();
        assertThat(given.number(NUMBER, 7)).isEqualTo(7);
        assertThat(given.word(FORMAT, Format.TEXT)).isEqualTo(Format.TEXT);
        assertThat(given.operandsFrom(1)).isEmpty();
    }

    @Test
    void aValueMayLookLikeAnOptionThatIsNone() {
        assertThat(kill("--number", "-1", "one").number(NUMBER, 0)).isEqualTo(-1);
    }

    @Test
    void someCanBeRepeated() {
        assertThat(kill("-e", "A=1", "--env=B=2", "one").all(ENV)).containsExactly("A=1", "B=2");
    }

    @Test
    void wordsAreInCapitalOrSmallLetters() {
        assertThat(kill("--format", "json", "one").word(FORMAT, Format.TEXT)).isEqualTo(Format.JSON);
        assertThat(kill("--format", "JSON", "one").word(FORMAT, Format.TEXT)).isEqualTo(Format.JSON);
    }

    @Test
    void optionsOfACommandAreTheCommands() {
        Arguments given = Arguments.of(EXEC, List.of("-d", "one", "sh", "-a", "--", "-x"));

        assertThat(given.has(DETACH)).isTrue();
        assertThat(given.has(ALL)).isFalse();
        assertThat(given.operandsFrom(1)).containsExactly("sh", "-a", "--", "-x");
    }

    /** Programs that are made for runc write options so. */
    @Test
    void whatIsGivenOrNotMayBeCalledTrueOrFalse() {
        assertThat(kill("--all=true", "one").has(ALL)).isTrue();
        assertThat(kill("--all=false", "one").has(ALL)).isFalse();
    }

    @Test
    void aHyphenAloneIsAnOperand() {
        assertThat(kill("one", "-").operandsFrom(1)).containsExactly("-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --nope one           | unknown option --nope
            -n one               | unknown option -n
            -an one              | unknown option -n
            --all=yes one        | --all takes no value, but true or false
            one --bundle         | the value of --bundle is missing, <directory>
            --bundle --all one   | the value of --bundle is missing, <directory>
            -b /a --bundle /b one | --bundle is given twice
            --all                | <container> is missing
            one TERM two         | nothing is known to be done with two
            """)
    void whatIsNotUnderstoodIsRefused(String line, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> kill(line.trim().split(" ")))
                .withMessage(message + ": see jdock kill --help");
    }

    @Test
    void valuesOfTheWrongKindAreRefused() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> kill("--number", "x", "one").number(NUMBER, 0))
                .withMessage("--number x is no whole number: see jdock kill --help");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> kill("--format", "xml", "one").word(FORMAT, Format.TEXT))
                .withMessage("--format is xml, but must be one of text|json: see jdock kill --help");
    }

    @Test
    void helpIsForPeople() {
        Option wordy = Option.of(
                "<a-long-name-of-a-value>",
                "Something that takes more words than fit on one line of a terminal, so that they are broken.",
                "--wordy");

        assertThat(Help.of(new Syntax("jdock kill", "Kills.", List.of(ALL, wordy), List.of(Operand.CONTAINER, SIGNAL))))
                .isEqualTo("""
                        Usage: jdock kill [<options>] <container> [<signal>]
                        Kills.
                              <container>            Its id.
                              <signal>               Which.
                          -a, --all                  Everything.
                              --wordy <a-long-name-of-a-value>
                                                     Something that takes more words than fit on one
                                                     line of a terminal, so that they are broken.
                          -?, -h, --help             Print this text.
                        """);
    }
}
