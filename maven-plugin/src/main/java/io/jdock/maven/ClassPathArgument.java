package io.jdock.maven;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A class path as arguments of the {@code java} program.
 *
 * @param words the arguments; none for an empty class path
 * @param file that they name, if the class path is too long for an argument
 */
record ClassPathArgument(List<String> words, Optional<Path> file) {
    static final ClassPathArgument NONE = new ClassPathArgument(List.of(), Optional.empty());

    /** The kernel's MAX_ARG_STRLEN, with the zero at the end, where pages have 4 KiB (execve(2)). */
    private static final int LONGEST_ARGUMENT = 128 * 1024 - 1;

    /**
     * A class path that is too long is written to a file, which {@code java} reads since version 9.
     *
     * @param directory for that file; made if it is needed
     */
    static ClassPathArgument of(List<Path> classPath, Path directory) throws IOException {
        if (classPath.isEmpty()) {
            return NONE;
        }
        String text = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        if (text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_ARGUMENT) {
            return new ClassPathArgument(List.of("-cp", text), Optional.empty());
        }
        Path file = write(text, directory);
        return new ClassPathArgument(List.of("@" + file), Optional.of(file));
    }

    /** Named after its content: several executions of a build, even at once, have the same file or different ones. */
    private static Path write(String classPath, Path directory) throws IOException {
        byte[] content = ("-cp \"" + classPath.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n")
                .getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(directory);
        Path file = directory.resolve("class-path-" + UUID.nameUUIDFromBytes(content) + ".args");
        Path unfinished = directory.resolve(file.getFileName() + "." + UUID.randomUUID());
        Files.write(unfinished, content);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return file;
    }
}
