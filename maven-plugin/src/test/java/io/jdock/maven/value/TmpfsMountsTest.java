package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.Tmpfs;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TmpfsMountsTest {
    @Test
    void sizeAndModeAreOptional() throws Exception {
        assertThat(TmpfsMounts.parseAll("tmpfs", List.of("/run", "/cache:size=64m,mode=0700")))
                .containsExactly(
                        new Tmpfs(Path.of("/run"), OptionalLong.empty(), 01777),
                        new Tmpfs(Path.of("/cache"), OptionalLong.of(64 << 20), 0700));
    }

    @Test
    void optionsThatMavenSplitAtTheirCommasAreJoinedAgain() throws Exception {
        List<String> asMavenSplitsIt = List.of("/run:size=1m", "mode=755", "/cache:mode=1777", "size=2m");

        assertThat(TmpfsMounts.parseAll("tmpfs", asMavenSplitsIt))
                .containsExactly(
                        new Tmpfs(Path.of("/run"), OptionalLong.of(1 << 20), 0755),
                        new Tmpfs(Path.of("/cache"), OptionalLong.of(2 << 20), 01777));
    }

    @ParameterizedTest
    @CsvSource({
        "run, must begin with an absolute path",
        "/run:size=big, is no size",
        "/run:mode=rwx, has the option 'mode=rwx'",
        "/run:, has the option ''",
        "/run:noexec, has the option 'noexec'",
    })
    void whatCannotBeUnderstoodIsRefused(String text, String problem) {
        assertThatThrownBy(() -> TmpfsMounts.parseAll("tmpfs", List.of(text)))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("Parameter 'tmpfs' (-Djdock.tmpfs): ")
                .hasMessageContaining(problem);
    }
}
