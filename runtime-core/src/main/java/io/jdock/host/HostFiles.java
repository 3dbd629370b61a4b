package io.jdock.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringTokenizer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of a machine whose root directory may lie elsewhere. What is missing or unreadable is null or empty: the
 * probe reports what it sees, and an unreadable file is a fact like any other.
 *
 * <p>The probe is on the way of the first container that a JVM starts, and there a lambda expression costs 0.4 ms, as
 * much as ten files; so it and its helpers are written in loops.
 */
final class HostFiles {
    private final Path root;
    private final Predicate<Path> writable;

    HostFiles(Path root, Predicate<Path> writable) {
        this.root = root;
        this.writable = writable;
    }

    /** Where a path of the machine is for this process. */
    Path locate(String absolutePath) {
        return root.resolve(absolutePath.substring(1));
    }

    boolean exists(String absolutePath) {
        return Files.exists(locate(absolutePath));
    }

    /** Whether this process may write to a file or directory, its owner, mode and mount considered. */
    boolean isWritable(Path path) {
        return writable.test(locate(path.toString()));
    }

    /** The whole text without white space around it; null if it cannot be read. */
    @Nullable
    String text(String absolutePath) {
        try {
            return Files.readString(locate(absolutePath)).strip();
        } catch (IOException e) {
            return null;
        }
    }

    /** The first bytes of a text in ASCII; null if it cannot be read. */
    @Nullable
    String beginning(String absolutePath, int bytes) {
        try (InputStream file = Files.newInputStream(locate(absolutePath))) {
            return new String(file.readNBytes(bytes), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return null;
        }
    }

    List<String> lines(String absolutePath) {
        return split(text(absolutePath), "\n");
    }

    /** Words of a text, separated by white space. */
    List<String> words(String absolutePath) {
        return split(text(absolutePath), " \t\n");
    }

    /** The parts of a text between any of the separators; none of them is empty. */
    static List<String> split(@Nullable String text, String separators) {
        List<String> parts = new ArrayList<>();
        if (text != null) {
            StringTokenizer tokens = new StringTokenizer(text, separators);
            while (tokens.hasMoreTokens()) {
                parts.add(tokens.nextToken());
            }
        }
        return parts;
    }

    /** A file that holds one number, as sysctls do. */
    OptionalLong number(String absolutePath) {
        String text = text(absolutePath);
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
