package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootArchiveTest {
    @TempDir
    private Path directory;

    private LocalStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
    }

    /** Entries by their names, in their order. */
    private Map<String, TarArchiveEntry> entries(Tar... layers) throws IOException {
        Path file = write(layers);
        Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
        try (InputStream content = Files.newInputStream(file)) {
            TarArchiveInputStream tar = new TarArchiveInputStream(content, "UTF-8");
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entries.put(entry.getName(), entry))
                        .as(entry.getName() + " twice")
                        .isNull();
            }
        }
        return entries;
    }

    private Path write(Tar... layers) throws IOException {
        List<ContentDescriptor> packed = new ArrayList<>();
        for (Tar layer : layers) {
            Path file = Files.write(directory.resolve("layer.tar"), layer.bytes());
            packed.add(new ArchiveLayers(store).take(file).packed());
        }
        Path file = directory.resolve("out/root.tar");
        new RootArchive(store).write(packed, file);
        assertThat(file.getParent()).isDirectoryContaining("glob:**/root.tar");
        return file;
    }

    /** Unpacked again: what a reader makes of the archive. */
    private Path unpacked(Tar... layers) throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Process tar = new ProcessBuilder(
                        "tar", "--no-same-owner", "-xf", write(layers).toString(), "-C", root.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(said).isZero();
        return root;
    }

    @Test
    void upperLayersReplaceAndHideWhatIsBelow() throws Exception {
        Path root = unpacked(
                new Tar()
                        .directory("etc", 0755)
                        .file("etc/kept", "below")
                        .file("etc/changed", "below")
                        .file("etc/removed", "below")
                        .directory("gone", 0755)
                        .file("gone/file", "below")
                        .directory("emptied", 0755)
                        .file("emptied/file", "below")
                        .file("becomes-directory", "below")
                        .directory("becomes-file", 0755)
                        .file("becomes-file/inner", "below"),
                new Tar()
                        .file("etc/changed", "above")
                        .file("etc/.wh.removed", "")
                        .file(".wh.gone", "")
                        .file("emptied/new", "above")
                        .file("emptied/.wh..wh..opq", "")
                        .directory("becomes-directory", 0700)
                        .file("becomes-directory/inner", "above")
                        .file("becomes-file", "above"));

        assertThat(root.resolve("etc/kept")).hasContent("below");
        assertThat(root.resolve("etc/changed")).hasContent("above");
        assertThat(root.resolve("etc/removed")).doesNotExist();
        assertThat(root.resolve("gone")).doesNotExist();
        assertThat(root.resolve("emptied")).isDirectoryNotContaining("glob:**/file");
        assertThat(root.resolve("emptied/new")).hasContent("above");
        assertThat(root.resolve("becomes-directory/inner")).hasContent("above");
        assertThat(root.resolve("becomes-file")).hasContent("above");
    }

    @Test
    void whatAWhiteoutHidesMayComeAgainInItsOwnLayer() throws Exception {
        Path root = unpacked(
                new Tar().directory("a", 0755).file("a/old", "below"),
                new Tar().file("a/new", "above").file(".wh.a", ""));

        assertThat(root.resolve("a/new")).hasContent("above");
        assertThat(root.resolve("a/old")).doesNotExist();
    }

    @Test
    void aFileStaysAlthoughItsFirstNameIsTakenAway() throws Exception {
        Path root = unpacked(
                new Tar().file("first", "content").hardLink("second", "first").hardLink("third", "first"),
                new Tar().file(".wh.first", ""));

        assertThat(root.resolve("first")).doesNotExist();
        assertThat(root.resolve("second")).hasContent("content");
        assertThat(Files.isSameFile(root.resolve("second"), root.resolve("third")))
                .isTrue();
    }

    @Test
    void ownersDevicesAndAttributesAreKept() throws Exception {
        Map<String, TarArchiveEntry> entries = entries(
                new Tar()
                        .directory("var/lib/db", 0700)
                        .file("var/lib/db/data", "rows", entry -> {
                            entry.setUserId(70);
                            entry.setGroupId(3_000_000L);
                            entry.setMode(0600);
                        })
                        .device("dev/null", 1, 3)
                        .symbolicLink("bin", "usr/bin")
                        .withAttributes("ping", Map.of("security.capability", "x")),
                new Tar().directory("var/lib/db", 0711));

        assertThat(entries.get("var/lib/db/").getMode() & 07777).isEqualTo(0711);
        TarArchiveEntry data = entries.get("var/lib/db/data");
        assertThat(data.getLongUserId()).isEqualTo(70);
        assertThat(data.getLongGroupId()).isEqualTo(3_000_000);
        assertThat(data.getMode() & 07777).isEqualTo(0600);
        assertThat(data.getLastModifiedTime().toMillis()).isEqualTo(1_000_000_000_000L);
        assertThat(entries.get("dev/null").isCharacterDevice()).isTrue();
        assertThat(entries.get("dev/null").getDevMinor()).isEqualTo(3);
        assertThat(entries.get("bin").getLinkName()).isEqualTo("usr/bin");
        assertThat(entries.get("ping").getExtraPaxHeaders()).containsEntry("SCHILY.xattr.security.capability", "x");
    }

    @Test
    void namesThatGoUpAndLinksToNowhereAreRefused() {
        assertThatThrownBy(() -> write(new Tar().file("../up", "")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("../up");
        assertThatThrownBy(() -> write(new Tar().hardLink("link", "nowhere")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("nowhere, which is no file of the image");
        assertThat(directory.resolve("out")).isEmptyDirectory();
    }
}
