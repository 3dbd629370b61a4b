package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests of a library that knows nothing of containers, 54,088 of Apache Commons Collections, on JUnit 4. */
class SuiteIT {
    private static final Pattern TOTAL =
            Pattern.compile("Tests run: (\\d{5,}), Failures: 0, Errors: 0, Skipped: (\\d+)\\R");

    @Test
    void theSameTestsPassInContainersAsWithout() throws Exception {
        MavenBuild suite = MavenBuild.of("suite").copiedOnce();

        FinishedBuild without = suite.run("test");
        FinishedBuild with = suite.run("test", "-Pcontainers");

        assertThat(without.output()).doesNotContain("jdock:");
        assertThat(with.output()).contains("Test JVMs run in containers");
        assertThat(total(with)).isEqualTo(total(without));
    }

    private static String total(FinishedBuild build) {
        Matcher total = TOTAL.matcher(build.output());
        assertThat(total.find()).as(build.output()).isTrue();
        assertThat(build.status()).isZero();
        return total.group();
    }
}
