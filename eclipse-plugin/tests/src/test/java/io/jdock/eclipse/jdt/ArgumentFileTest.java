package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentFileTest {
    @Test
    void wordsAreSeparatedByWhiteSpaceOfAnyKind() {
        assertThat(ArgumentFile.words(" -cp  /a\n\t/b\r\nMain ")).containsExactly("-cp", "/a", "/b", "Main");
    }

    @Test
    void quotesKeepWhiteSpaceAndMayBeginWithinAWord() {
        assertThat(ArgumentFile.words("-cp \"/a b:/c\" -Dx='y z'")).containsExactly("-cp", "/a b:/c", "-Dx=y z");
    }

    @Test
    void aCommentEndsWithItsLine() {
        assertThat(ArgumentFile.words("# -cp /a\n-p /b#c # d\nMain")).containsExactly("-p", "/b#c", "Main");
    }

    @Test
    void aBackslashEscapesWithinQuotesOnly() {
        assertThat(ArgumentFile.words("\"a\\\\b\\\"c\\td\" e\\f")).containsExactly("a\\b\"c\td", "e\\f");
    }

    @Test
    void aQuotedWordGoesOnAfterABackslashAtTheEndOfALine() {
        assertThat(ArgumentFile.words("\"/a:\\\n   /b\" \"/c\\\r\n/d\"")).containsExactly("/a:/b", "/c/d");
    }

    @Test
    void anEmptyFileHasNoWords() {
        assertThat(ArgumentFile.words("")).isEmpty();
    }
}
