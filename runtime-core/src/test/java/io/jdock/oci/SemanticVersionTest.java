package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SemanticVersionTest {
    /** The one that semver.org suggests, without names of groups. */
    private static final Pattern SUGGESTED = Pattern.compile(
            "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
                    + "(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");

    @Example
    void versionsWithPreReleasesAndBuildsAreVersions() {
        assertThat(new String[] {"1.2.1", "1.0.2-dev", "1.0.0-rc.1+build.007", "1.0.0+0-0", "1.0.0--", "1.0.0-0a.00b"})
                .allMatch(SemanticVersion::isOne);
    }

    @Example
    void otherTextsAreNone() {
        assertThat(new String[] {
                    "", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3+", "1.2.3-01", "1.2.3-a..b", "1.2.\u0663"
                })
                .noneMatch(SemanticVersion::isOne);
    }

    @Property(tries = 2000)
    void theSuggestedRegularExpressionSaysTheSame(@ForAll("nearlyVersions") String text) {
        assertThat(SemanticVersion.isOne(text))
                .isEqualTo(SUGGESTED.matcher(text).matches());
    }

    @Provide
    Arbitrary<String> nearlyVersions() {
        return Arbitraries.of("0", "1", "10", "01", "a", "-", ".", "+", "1.2.3", "1.0.0", "1.0.0-", "1.0.0+", "_")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }
}
