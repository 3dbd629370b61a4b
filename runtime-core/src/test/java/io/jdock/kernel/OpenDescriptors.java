package io.jdock.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** What this JVM has open, for tests that nothing leaks. */
final class OpenDescriptors {
    private OpenDescriptors() {}

    /** Number of open descriptors that are not files of the class path, which the JVM opens when it likes. */
    static int count() throws IOException {
        return list().size();
    }

    static SortedMap<Integer, String> list() throws IOException {
        SortedMap<Integer, String> all = new TreeMap<>();
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : directory) {
                String target = target(entry);
                if (!target.endsWith(".jar") && !target.endsWith(".so") && !target.startsWith("/proc/")) {
                    all.put(Integer.valueOf(entry.getFileName().toString()), target);
                }
            }
        }
        return all;
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            return "/proc/gone";
        }
    }
}
