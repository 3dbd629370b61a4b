package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
    @TempDir
    Path directory;

    private static final Instant TIME = Instant.parse("2026-11-28T15:42:11Z");

    private LogFile file(long bytes, int kept, boolean stamped) {
        return new LogFile(directory.resolve("new/web.log"), OptionalLong.of(bytes), kept, stamped);
    }

    private static void write(LogWriter log, String... lines) throws IOException {
        for (String line : lines) {
            log.write(new LogLine(Optional.of(TIME), line));
        }
    }

    @Test
    void aFullFileIsKeptAndAnotherOneBegun() throws Exception {
        try (LogWriter log = new LogWriter(file(8, 2, false), false)) {
            write(log, "one", "two", "three", "four", "a line that is longer than the file may be", "six");

            assertThat(log.lines())
                    .extracting(LogLine::text)
                    .containsExactly("four", "a line that is longer than the file may be", "six");
        }
        assertThat(directory.resolve("new/web.log")).hasContent("six");
        assertThat(directory.resolve("new/web.log.1")).hasContent("a line that is longer than the file may be");
        assertThat(directory.resolve("new/web.log.2")).hasContent("four");
        assertThat(directory.resolve("new/web.log.3")).doesNotExist();
    }

    @Test
    void whatGoesOnIsMeasuredAsAWhole() throws Exception {
        try (LogWriter log = new LogWriter(file(8, 1, false), false)) {
            write(log, "one");
        }
        try (LogWriter log = new LogWriter(file(8, 1, false), true)) {
            write(log, "two", "three");

            assertThat(log.lines()).extracting(LogLine::text).containsExactly("one", "two", "three");
        }
        assertThat(directory.resolve("new/web.log")).hasContent("three");
    }

    @Test
    void whatBeginsAnewForgetsFullFilesToo() throws Exception {
        try (LogWriter log = new LogWriter(file(1, 1, false), false)) {
            write(log, "one", "two");
        }
        try (LogWriter log = new LogWriter(file(1, 1, false), false)) {
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void timesAreKeptIfTheyAreWanted() throws Exception {
        try (LogWriter log = new LogWriter(file(100, 0, true), false)) {
            write(log, "up", "");

            assertThat(log.lines())
                    .isEqualTo(List.of(new LogLine(Optional.of(TIME), "up"), new LogLine(Optional.of(TIME), "")));
        }
        assertThat(directory.resolve("new/web.log"))
                .hasContent("2026-11-28T15:42:11.000Z up\n2026-11-28T15:42:11.000Z ");
    }
}
