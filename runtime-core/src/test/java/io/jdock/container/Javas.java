package io.jdock.container;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Java virtual machines of this machine. */
final class Javas {
    private Javas() {}

    /** The {@code java} programs that every container sees; skips the test if there is none. */
    static List<Path> visibleInside() throws IOException {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        Path directory = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                entries.forEach(homes::add);
            }
        }
        List<Path> javas = new ArrayList<>();
        for (Path home : homes) {
            Path java = home.resolve("bin/java");
            if (Files.isExecutable(java) && java.startsWith("/usr") && !javas.contains(java.toRealPath())) {
                javas.add(java.toRealPath());
            }
        }
        assumeFalse(javas.isEmpty(), "no JDK in /usr");
        return javas;
    }
}
