package io.jdock.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A JDK that runs Maven and the application. */
enum Jdk {
    /** The one that runs the tests. */
    CURRENT,
    /** The newest with long-term support. */
    JAVA_25;

    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** Its home; the test ends here, as skipped, if this machine has none. */
    Path assumeAvailable() throws IOException {
        Optional<Path> home = home();
        assumeTrue(home.isPresent(), () -> "needs a JDK 25: set JAVA_HOME_25, or install one in " + INSTALLED);
        return home.orElseThrow();
    }

    private Optional<Path> home() throws IOException {
        if (this == CURRENT) {
            return Optional.of(Path.of(System.getProperty("java.home")));
        }
        String named = System.getenv("JAVA_HOME_25");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return installed().stream().filter(Jdk::isJava25).findFirst();
    }

    private static List<Path> installed() throws IOException {
        if (Files.notExists(INSTALLED)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.filter(home -> Files.isRegularFile(home.resolve("release")))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isJava25(Path home) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"25");
        } catch (IOException e) {
            return false;
        }
    }
}
