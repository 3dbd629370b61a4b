package io.jdock.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Processes that have a mark as a word of their command line, on the whole machine, in containers too. */
final class MarkedProcesses {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Their command lines, a zero byte behind each word. */
    static List<String> of(String word) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .map(MarkedProcesses::commandLine)
                    .filter(words -> words.contains("\0" + word + "\0"))
                    .toList();
        }
    }

    /**
     * Those that are left in the end: the kernel tells the monitor of a killed Maven when it tears that down, and the monitor
     * then kills, soon but not at once.
     */
    static List<String> leftOf(String word) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        List<String> left = of(word);
        while (!left.isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(20);
            left = of(word);
        }
        return left;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException e) {
            return ""; // has ended meanwhile
        }
    }

    private MarkedProcesses() {}
}
