package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jdock:import}, {@code export}, {@code save} and {@code load}: images go to files and come from them. */
class ImageFileGoalsTest {
    private static final SettingsDecrypter NOTHING = request -> {
        throw new AssertionError("there is nothing to decrypt");
    };

    @TempDir
    private Path directory;

    private LocalStore store;

    @BeforeEach
    void openStore() throws Exception {
        store = LocalStore.open(directory.resolve("store"));
    }

    private Path archive(Map<String, String> files) throws Exception {
        Path file = directory.resolve("root.tar");
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, String> one : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(one.getKey(), true);
                byte[] content = one.getValue().getBytes(StandardCharsets.UTF_8);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    private static Map<String, String> contents(Path file) throws Exception {
        Map<String, String> contents = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            TarArchiveInputStream tar = new TarArchiveInputStream(in);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                contents.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private void importAs(String name, Map<String, String> files) throws Exception {
        ImportMojo goal = new ImportMojo(NOTHING);
        goal.image = name;
        goal.file = archive(files).toFile();
        goal.carryOut(store);
    }

    @Test
    void whatWasImportedIsExportedAgain() throws Exception {
        Map<String, String> files = Map.of("bin/sh", "a shell", "etc/hostname", "here");
        importAs("shell:1", files);
        ExportMojo export = new ExportMojo(NOTHING);
        export.image = "shell:1";
        export.file = directory.resolve("exported.tar").toFile();
        export.carryOut(store);

        assertThat(contents(directory.resolve("exported.tar"))).isEqualTo(files);
    }

    @Test
    void theSameArchiveIsTheSameImage() throws Exception {
        importAs("one:1", Map.of("a", "b"));
        ImportMojo again = new ImportMojo(NOTHING);
        again.image = "two:1";
        again.file = directory.resolve("root.tar").toFile();
        again.carryOut(store);

        assertThat(store.resolve("docker.io/library/two:1"))
                .isPresent()
                .isEqualTo(store.resolve("docker.io/library/one:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-archive:saved", "oci-archive:saved", "oci:saved"})
    void imagesThatAreSavedTogetherAreLoadedByTheirNames(String target) throws Exception {
        importAs("shell:1", Map.of("bin/sh", "a shell"));
        importAs("registry.example.org/shop:2", Map.of("shop", "open"));
        SaveMojo save = new SaveMojo(NOTHING);
        save.images = List.of("shell:1", "registry.example.org/shop:2");
        save.target = target;
        save.basedir = directory.toFile();
        save.carryOut(store);

        LocalStore other = LocalStore.open(directory.resolve("other"));
        load(target, other);
        assertThat(other.tags()).containsOnlyKeys("docker.io/library/shell:1", "registry.example.org/shop:2");
        var shop = other.resolve("registry.example.org/shop:2").orElseThrow();
        assertThat(other.image(shop, "amd64").layers()).hasSize(1);
    }

    private void load(String file, LocalStore other) throws Exception {
        LoadMojo load = new LoadMojo(NOTHING);
        load.basedir = directory.toFile();
        load.file = file;
        load.carryOut(other);
    }

    @Test
    void aFileOfImagesIsNamedByItsPathOrWithItsForm() throws Exception {
        importAs("shell:1", Map.of("bin/sh", "a shell"));
        importAs("registry.example.org/shop:2", Map.of("shop", "open"));
        SaveMojo save = new SaveMojo(NOTHING);
        save.basedir = directory.toFile();
        save.images = List.of("shell:1", "registry.example.org/shop:2");
        save.target = "docker-archive:saved.tar";
        save.carryOut(store);

        for (String file : List.of("saved.tar", directory.resolve("saved.tar").toString())) {
            LocalStore other = LocalStore.open(directory.resolve("path" + file.length()));
            load(file, other);
            assertThat(other.tags()).hasSize(2);
        }
        LocalStore other = LocalStore.open(directory.resolve("other"));
        load("docker-archive:saved.tar:registry.example.org/shop:2", other);
        assertThat(other.tags()).containsOnlyKeys("registry.example.org/shop:2");
        assertThatThrownBy(() -> load("docker-archive:saved.tar:shop:3", other))
                .hasMessageContaining("there is no image 'shop:3'; name one of: docker.io/library/shell:1, ");
    }

    @Test
    void whatCannotBeIsNamed() throws Exception {
        importAs("shell:1", Map.of("bin/sh", "a shell"));
        SaveMojo save = new SaveMojo(NOTHING);
        save.image = "shell:1";
        assertThatThrownBy(() -> save.carryOut(store))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("target");
        save.target = "docker-archive:saved:name";
        save.images = List.of("shell:1", "shell:1");
        assertThatThrownBy(() -> save.carryOut(store)).hasMessageContaining("there is image too");
        save.image = null;
        assertThatThrownBy(() -> save.carryOut(store)).hasMessageContaining("'name' is for one image, and there are 2");
        save.images = List.of("nonsuch:1");
        assertThatThrownBy(() -> save.carryOut(store)).hasMessageContaining("nonsuch:1 is not in the store");
        assertThatThrownBy(() -> importAs("shell@sha256:" + "0".repeat(64), Map.of("a", "b")))
                .hasMessageContaining("a digest cannot be given");
    }
}
