package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.SyscallTable;
import io.jdock.plan.Launch.Filter;
import io.jdock.plan.SeccompCompiler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefaultSeccompFilterTest {
    @TempDir
    Path directory;

    private static byte[] compiled(Architecture architecture) {
        return new SeccompCompiler(SyscallTable.load())
                .compile(DefaultSeccompFilter.profile(architecture), architecture)
                .instructions();
    }

    @ParameterizedTest
    @EnumSource
    void theBuildWritesWhatTheCompilerMakes(Architecture architecture) throws Exception {
        DefaultSeccompFilter.main(directory.toString());

        assertThat(directory.resolve("seccomp-" + architecture.name().toLowerCase(Locale.ROOT)))
                .hasBinaryContent(compiled(architecture));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadIsThat(Architecture architecture) {
        Filter read = DefaultSeccompFilter.read(architecture);
        assumeTrue(read != null, "these classes are no build's");

        assertThat(read.instructions()).isEqualTo(compiled(architecture));
        assertThat(read.flags()).isZero();
    }

    /** Else each first start would be slower, and nothing would tell. */
    @Test
    void aBuildHasOne() {
        Path classes = Path.of("target/classes/io/jdock");
        assumeTrue(Files.exists(classes.resolve("kernel/libc-x86_64.so")), "these classes are no build's");

        assertThat(classes.resolve("container/seccomp-x86_64")).isNotEmptyFile();
    }
}
