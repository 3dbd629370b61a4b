package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.FileKinds.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    void aLookTellsKindsApartAndLinksFromEachOther() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        FileKinds kinds =
                new FileKinds(List.of(new Question(file.toString(), false), new Question(link.toString(), false)));
        long[] before = kinds.look();
        assertThat(kinds.looksLike(before)).isTrue();

        Files.writeString(file, "changed");
        Files.move(Files.createFile(directory.resolve("other")), file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(kinds.looksLike(before))
                .as("with another file of the same kind")
                .isTrue();

        Path next = Files.createSymbolicLink(directory.resolve("next"), directory);
        Files.move(next, link, StandardCopyOption.REPLACE_EXISTING);
        assertThat(kinds.looksLike(before)).as("with another link").isFalse();

        long[] after = kinds.look();
        Files.delete(file);
        assertThat(kinds.looksLike(after)).as("without the file").isFalse();
    }

    @Test
    void noQuestionsHaveNoAnswers() {
        FileKinds none = new FileKinds(List.of());

        assertThat(none.now()).isEmpty();
        assertThat(none.looksLike(none.look())).isTrue();
    }
}
