package io.jdock.image.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns, and the file .dockerignore that has them. */
class IgnoreRulesTest {

    @ParameterizedTest
    @CsvSource({
        "*.java, A.java, true",
        "*.java, a/A.java, false",
        "**/*.java, A.java, true",
        "**/*.java, a/b/A.java, true",
        "a/**, a/b/c, true",
        "a/**, a, false",
        "a**b, a/x/b, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "[a-c]x, bx, true",
        "[^a-c]x, bx, false",
        "[^a-c]x, dx, true",
        "a\\*, a*, true",
        "a\\*, ab, false",
        "a.b, axb, false",
        "a+b, a+b, true",
        "[.+]x, +x, true"
    })
    void patternsAreThoseOfGo(String pattern, String path, boolean matches) {
        assertThat(PathPattern.parse(pattern).orElseThrow().matches(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"[a", "[]", "a\\", "[b-a]", "[a\\"})
    void whatIsNoPatternIsRefused(String pattern) {
        assertThat(PathPattern.parse(pattern)).isEmpty();
    }

    @Test
    void theLastRuleThatMeansAFileCounts() throws ImageException {
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", """
                # what is built
                target
                **/*.log
                !target/app.jar
                /src/../docs/
                """);

        assertThat(rules.ignores("target")).isTrue();
        assertThat(rules.ignores("target/classes/A.class")).isTrue();
        assertThat(rules.ignores("target/app.jar")).isFalse();
        assertThat(rules.ignores("a/b/c.log")).isTrue();
        assertThat(rules.ignores("docs/index.html")).isTrue();
        assertThat(rules.ignores("src/A.java")).isFalse();
        assertThat(rules.keepsInIgnored()).isTrue();
        assertThat(IgnoreRules.NONE.ignores("target")).isFalse();
    }

    @Test
    void aStarIgnoresAllButWhatIsTakenBack() throws ImageException {
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", "*\n!app");

        assertThat(rules.ignores("x")).isTrue();
        assertThat(rules.ignores("app/a/b")).isFalse();
    }

    @Test
    void errorsNameTheLine() {
        assertThatThrownBy(() -> IgnoreRules.parse(".dockerignore", "a\n\n[b\n"))
                .isInstanceOf(ImageException.class)
                .hasMessage(".dockerignore:3:1: '[b' is no pattern");
        assertThatThrownBy(() -> IgnoreRules.parse(".dockerignore", "!"))
                .hasMessage(".dockerignore:1:1: the exclamation mark is followed by nothing");
    }
}
