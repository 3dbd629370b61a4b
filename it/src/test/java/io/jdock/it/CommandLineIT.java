package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the build leaves for {@code bin/jdock}, without which its commands would work as well, but not as fast. */
class CommandLineIT {
    private static final Path FILES = Path.of("../runtime-core/target/cli");

    @Test
    void theBuildWritesTheLibraryThatCallsTheKernel() {
        assertThat(FILES.resolve("stubs/libc-x86_64.so")).isNotEmptyFile();
        assertThat(FILES.resolve("stubs/libc-aarch64.so")).isNotEmptyFile();
    }

    @Test
    void theBuildMakesTheArchiveOfClasses() {
        assertThat(FILES.resolve("jdock.jsa")).isNotEmptyFile();
    }
}
