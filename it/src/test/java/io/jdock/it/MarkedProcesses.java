package io.jdock.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processes that have a mark as a word of their command line, on the whole machine, in containers too. */
final class MarkedProcesses {
    /** Their command lines, a zero byte behind each word. */
    static List<String> of(String word) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .map(MarkedProcesses::commandLine)
                    .filter(words -> words.contains("\0" + word + "\0"))
                    .toList();
        }
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
