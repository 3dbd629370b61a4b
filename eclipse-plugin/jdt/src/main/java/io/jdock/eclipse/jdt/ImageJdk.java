package io.jdock.eclipse.jdt;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The JDK of an image, as a directory of this machine has it: what compilers read of it, but nothing that runs. {@link ImageJdkMaker}
 * makes such a directory.
 *
 * @param directory of this machine
 * @param image in which its JVMs run, as the setting for the place of the system has it
 * @param home where the JDK is in that image, absolute
 */
record ImageJdk(Path directory, String image, String home) {
    private static final String FILE = "jdock.properties";
    private static final String IMAGE = "image";
    private static final String HOME = "home";
    private static final String VERSION = "JAVA_VERSION=";

    /** Where Java 8 has classes, and those that were added or put in the place of others. */
    private static final List<String> LIBRARIES = List.of("jre/lib", "lib");

    /** The one in a directory; empty for a JDK of this machine. */
    static Optional<ImageJdk> at(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new ImageJdk(directory, properties.getProperty(IMAGE), properties.getProperty(HOME)));
    }

    /** Lets the directory be known for what it is. */
    void save() throws IOException {
        Properties properties = new Properties();
        properties.setProperty(IMAGE, image);
        properties.setProperty(HOME, home);
        try (Writer writer = Files.newBufferedWriter(directory.resolve(FILE))) {
            properties.store(writer, null);
        }
    }

    /** Its {@code java}, as a container sees it. */
    String java() {
        return home + "/bin/java";
    }

    /** What {@code java -version} says first, such as {@code 21.0.4}; empty if the JDK does not tell. */
    Optional<String> version() {
        try (Stream<String> lines = Files.lines(directory.resolve("release"))) {
            return lines.filter(line -> line.startsWith(VERSION))
                    .map(line -> line.substring(VERSION.length()).replace("\"", ""))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The archives that Java 8 has its own classes in; none for a newer one, which has a file of modules. */
    List<String> bootClassPath() {
        return LIBRARIES.stream()
                .map(directory::resolve)
                .flatMap(ImageJdk::archives)
                .map(Path::toString)
                .toList();
    }

    /** Directories of further archives of Java 8. */
    List<String> directories(String name) {
        return LIBRARIES.stream()
                .map(library -> directory.resolve(library).resolve(name))
                .filter(Files::isDirectory)
                .map(Path::toString)
                .toList();
    }

    private static Stream<Path> archives(Path library) {
        if (!Files.isRegularFile(library.resolve("rt.jar"))) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(library)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
