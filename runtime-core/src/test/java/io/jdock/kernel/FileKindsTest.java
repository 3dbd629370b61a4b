package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.FileKinds.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files asked for again. */
class FileKindsTest {
    @TempDir
    private Path directory;

    @Test
    void eachAnswerIsThatOfTheMoment() throws IOException {
        Path file = directory.resolve("größer \uD83D\uDC33");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        FileKinds kinds = new FileKinds(List.of(
                new Question(file.toString(), false),
                new Question(link.toString(), false),
                new Question(link.toString(), true),
                new Question(directory.toString(), true)));

        assertThat(kinds.now())
                .containsExactly(
                        Optional.empty(),
                        Optional.of(FileKind.SYMBOLIC_LINK),
                        Optional.empty(),
                        Optional.of(FileKind.DIRECTORY));

        Files.createFile(file);
        assertThat(kinds.now().get(0)).contains(FileKind.REGULAR);
        assertThat(kinds.now().get(2)).contains(FileKind.REGULAR);

        Files.delete(file);
        Files.createDirectory(file);
        assertThat(kinds.now().get(2)).contains(FileKind.DIRECTORY);
    }

    @Test
    void noQuestionsHaveNoAnswers() {
        assertThat(new FileKinds(List.of()).now()).isEmpty();
    }
}
