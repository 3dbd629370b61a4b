package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathArgumentTest {
    @TempDir
    private Path directory;

    @Test
    void anOrdinaryClassPathIsAnArgument() throws IOException {
        assertThat(ClassPathArgument.of(List.of(Path.of("/a"), Path.of("/b c")), directory))
                .isEqualTo(new ClassPathArgument(List.of("-cp", "/a:/b c"), Optional.empty()));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anEmptyOneIsNone() throws IOException {
        assertThat(ClassPathArgument.of(List.of(), directory)).isEqualTo(ClassPathArgument.NONE);
    }

    @Test
    void oneThatTheKernelWouldRefuseIsReadByJavaFromAFile() throws Exception {
        List<Path> classPath = IntStream.range(0, 4000)
                .mapToObj(number -> Path.of("/a directory with \"quotes\" and \\ and # " + number))
                .collect(Collectors.toCollection(ArrayList::new));
        classPath.add(Path.of(
                Shown.class.getProtectionDomain().getCodeSource().getLocation().toURI()));

        ClassPathArgument argument = ClassPathArgument.of(classPath, directory.resolve("made"));

        assertThat(output(argument.words()))
                .isEqualTo(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
        assertThat(argument.file()).hasValueSatisfying(file -> assertThat(file).exists());
    }

    @Test
    void theFileIsTheSameForTheSameClassPath() throws IOException {
        List<Path> classPath = List.of(Path.of("/" + "x".repeat(200_000)));

        assertThat(ClassPathArgument.of(classPath, directory)).isEqualTo(ClassPathArgument.of(classPath, directory));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    private static String output(List<String> classPath) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(classPath);
        command.add(Shown.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Tells the class path that it was started with. */
    static final class Shown {
        private Shown() {}

        public static void main(String[] arguments) {
            System.out.print(System.getProperty("java.class.path"));
        }
    }
}
