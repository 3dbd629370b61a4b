package io.jdock.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that takes a place when it is complete. */
class FreshFileTest {
    private static final byte[] NEW = "new".getBytes(US_ASCII);

    @TempDir
    private Path directory;

    private Path place;

    @BeforeEach
    void choosePlace() {
        place = directory.resolve("größer \uD83D\uDC33");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void theOldContentIsThereUntilTheNewIs() throws IOException {
        Files.writeString(place, "old");
        try (FreshFile fresh = FreshFile.beside(place, FreshFile.USUAL)) {
            fresh.file().write(NEW);
            assertThat(place).hasContent("old");

            fresh.place();

            assertThat(place).hasContent("new");
            assertThat(files()).containsExactly(place);
        }

        assertThat(place).hasContent("new");
    }

    @Test
    void nothingIsLeftOfOneThatDoesNotTakeItsPlace() throws IOException {
        Files.writeString(place, "old");
        try (FreshFile fresh = FreshFile.beside(place, FreshFile.USUAL)) {
            fresh.file().write(NEW);
            assertThat(files()).hasSize(2);
        }

        assertThat(files()).containsExactly(place);
        assertThat(place).hasContent("old");
    }

    @Test
    void nothingIsLeftWhereThePlaceCannotBeTaken() throws IOException {
        Files.createDirectory(place);

        assertThatThrownBy(() -> FreshFile.replace(place, FreshFile.USUAL, NEW))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("renameat2 " + place + ": EISDIR");

        assertThat(files()).containsExactly(place);
    }

    @Test
    void severalCanBeWrittenAtOnceAndTheLastOneStays() throws IOException {
        try (FreshFile one = FreshFile.beside(place, FreshFile.USUAL);
                FreshFile other = FreshFile.beside(place, FreshFile.USUAL)) {
            one.file().write(NEW);
            other.file().write("newer".getBytes(US_ASCII));
            other.place();
            one.place();
        }

        assertThat(files()).containsExactly(place);
        assertThat(place).hasContent("new");
    }

    @Test
    void aLinkIsReplacedAndWhatItNamesIsNotWrittenTo() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "other");
        Files.createSymbolicLink(place, other);

        FreshFile.replace(place, FreshFile.USUAL, NEW);

        assertThat(Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(other).hasContent("other");
    }

    @Test
    void onlyItsOwnerMayReadItIfSaid() throws IOException {
        Files.writeString(place, "old");

        FreshFile.replace(place, FreshFile.OWNER_ONLY, NEW);

        assertThat(Files.getPosixFilePermissions(place)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void itsDirectoryHasToBeThere() {
        assertThatThrownBy(() -> FreshFile.beside(place.resolve("file"), FreshFile.USUAL))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("ENOENT");
    }
}
