package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.DirectoryEntries;
import io.jdock.kernel.OpenFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerCopyTest {
    private static final FileTime TIME = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path directory;

    private Path lower;
    private Path upper;
    private Path copy;
    private Path outside;

    @BeforeEach
    void makeLayers() throws IOException {
        lower = Files.createDirectory(directory.resolve("lower"));
        upper = Files.createDirectory(directory.resolve("upper"));
        copy = directory.resolve("copy");
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "untouched");
    }

    private void merge() throws IOException {
        LayerCopy merged = new LayerCopy(copy);
        merged.add(lower);
        merged.add(upper);
    }

    @Test
    void linksOfALowerLayerAreReplacedAndNeverFollowed() throws IOException {
        Files.createSymbolicLink(lower.resolve("file"), outside.resolve("file"));
        Files.createSymbolicLink(lower.resolve("directory"), outside);
        Files.createSymbolicLink(lower.resolve("gone"), outside);
        Files.writeString(upper.resolve("file"), "of the upper");
        Files.writeString(Files.createDirectory(upper.resolve("directory")).resolve("file"), "of the upper");
        whiteout(upper, "gone");

        merge();

        assertThat(copy.resolve("file")).hasContent("of the upper").isRegularFile();
        assertThat(copy.resolve("directory")).isDirectory();
        assertThat(Files.isSymbolicLink(copy.resolve("directory"))).isFalse();
        assertThat(Files.exists(copy.resolve("gone"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(outside).isDirectoryContaining(file -> file.endsWith("file"));
        assertThat(outside.resolve("file")).hasContent("untouched");
    }

    @Test
    void filesAndDirectoriesTakeEachOthersPlaces() throws IOException {
        Files.writeString(Files.createDirectories(lower.resolve("tree/deep")).resolve("file"), "of the lower");
        Files.writeString(lower.resolve("file"), "of the lower");
        Files.writeString(upper.resolve("tree"), "of the upper");
        Files.writeString(Files.createDirectory(upper.resolve("file")).resolve("below"), "of the upper");

        merge();

        assertThat(copy.resolve("tree")).hasContent("of the upper");
        assertThat(copy.resolve("file/below")).hasContent("of the upper");
    }

    @Test
    void whatIsHiddenInADirectoryThatForbidsWritingIsNotThere() throws IOException {
        Path below = Files.createDirectory(lower.resolve("sealed"));
        Files.writeString(below.resolve("hidden"), "of the lower");
        Files.writeString(below.resolve("kept"), "of the lower");
        Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("r-xr-xr-x"));
        Path above = Files.createDirectory(upper.resolve("sealed"));
        whiteout(above, "hidden");
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setLastModifiedTime(above, TIME);

        merge();

        assertThat(copy.resolve("sealed/hidden")).doesNotExist();
        assertThat(copy.resolve("sealed/kept")).hasContent("of the lower");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("sealed"))))
                .isEqualTo("r-xr-xr-x");
        assertThat(Files.getLastModifiedTime(copy.resolve("sealed"))).isEqualTo(TIME);
    }

    @Test
    void twoNamesOfAFileStayNamesOfOne() throws IOException {
        Path file = Files.writeString(lower.resolve("one"), "content");
        Files.createLink(lower.resolve("two"), file);

        merge();

        assertThat(Files.isSameFile(copy.resolve("one"), copy.resolve("two"))).isTrue();
        assertThat(Files.isSameFile(copy.resolve("one"), file)).isFalse();
    }

    @Test
    void whatCannotBeCopiedIsToldWithTheReason() {
        LayerCopy nowhere = new LayerCopy(directory.resolve("missing/copy"));

        assertThatThrownBy(() -> nowhere.add(lower))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(lower + ": cp(1) cannot copy the layer: ")
                .hasMessageContaining("No such file or directory");
    }

    private static void whiteout(Path directory, String name) throws IOException {
        try (Descriptor opened = Descriptor.open(directory.toString(), OpenFlag.O_PATH, OpenFlag.O_DIRECTORY)) {
            new DirectoryEntries(opened).makeWhiteout(name);
        }
    }
}
