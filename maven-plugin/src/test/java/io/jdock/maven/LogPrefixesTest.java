package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogPrefixesTest {
    private final LogPrefixes prefixes = new LogPrefixes();

    @Test
    void eachNameKeepsAColourOfItsOwn() {
        assertThat(prefixes.of("db", true)).isEqualTo("[\033[36mdb\033[m] ");
        assertThat(prefixes.of("web", true)).isEqualTo("[\033[35mweb\033[m] ");
        assertThat(prefixes.of("db", true)).isEqualTo("[\033[36mdb\033[m] ");
    }

    @Test
    void withoutColoursTheNameIsAllThereIs() {
        assertThat(prefixes.of("db", false)).isEqualTo("[db] ");
    }

    @Test
    void thereAreColoursWhereMavenHasThem() {
        assertThat(LogPrefixes.areColoured("auto", true, true)).isTrue();
        assertThat(LogPrefixes.areColoured("auto", false, true)).as("-B").isFalse();
        assertThat(LogPrefixes.areColoured("auto", true, false)).as("a pipe").isFalse();
        assertThat(LogPrefixes.areColoured("never", true, true)).isFalse();
        assertThat(LogPrefixes.areColoured("always", false, false)).isTrue();
    }
}
