package io.jdock.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Properties as java.util.Properties reads them, but without the date that it writes: equal properties make equal files. */
final class PropertyFile {
    /**
     * Writes it anew.
     *
     * @param properties whose names and values are words without blanks, which need no escapes
     */
    static void write(Path file, Map<String, String> properties) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        List<String> lines = properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .toList();
        Files.write(file, lines);
    }

    private PropertyFile() {}
}
