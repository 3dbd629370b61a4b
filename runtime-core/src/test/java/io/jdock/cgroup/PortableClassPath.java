package io.jdock.cgroup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of what {@link PlainRunner} needs, for a user or machine that cannot see this one's class path. */
final class PortableClassPath {
    private static final List<String> LIBRARIES = List.of(
            "jna-",
            "jackson-",
            "slf4j-",
            "assertj-core-",
            "byte-buddy-",
            "junit-jupiter-api-",
            "junit-platform-commons-",
            "opentest4j-");

    private PortableClassPath() {}

    /** Copies to a directory, readable for all: classes to {@code classes}, libraries to {@code lib}. */
    static void copyTo(Path directory) throws IOException {
        Path libraries = Files.createDirectories(directory.resolve("lib"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : List.of(classPath.split(File.pathSeparator))) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                copyTree(path, classes);
            } else if (LIBRARIES.stream().anyMatch(path.getFileName().toString()::startsWith)) {
                Files.copy(path, libraries.resolve(path.getFileName()));
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
