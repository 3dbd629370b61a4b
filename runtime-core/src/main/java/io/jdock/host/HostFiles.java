package io.jdock.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Reads files of a machine whose root directory may lie elsewhere. What is missing or unreadable is empty: the probe
 * reports what it sees, and an unreadable file is a fact like any other.
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

    /** The whole text without white space around it. */
    Optional<String> text(String absolutePath) {
        try {
            return Optional.of(Files.readString(locate(absolutePath)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<String> lines(String absolutePath) {
        return text(absolutePath)
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(text.split("\n")))
                .orElse(List.of());
    }

    /** Words of a text, separated by white space. */
    List<String> words(String absolutePath) {
        return text(absolutePath)
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(text.split("\\s+")))
                .orElse(List.of());
    }

    /** A file that holds one number, as sysctls do. */
    OptionalLong number(String absolutePath) {
        Optional<String> text = text(absolutePath);
        try {
            return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
