package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one process reads of an image, another one knows: each {@link LocalStore} here stands for a process. */
class KnownImagesTest {
    private static final Platform AMD64 = Platforms.linux("amd64");

    @TempDir
    private Path directory;

    private LocalStore store;
    private ContentDescriptor configuration;
    private ContentDescriptor image;
    private LocalImage read;
    private Path note;

    @BeforeEach
    void readAnImage() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
        configuration = store.write(MediaTypes.IMAGE_CONFIG, """
                {"architecture": "amd64", "os": "linux", "config": {"User": "ann", "Hostname": ""},
                 "rootfs": {"type": "layers", "diff_ids": []}}""".getBytes(StandardCharsets.UTF_8));
        image = store.write(
                MediaTypes.IMAGE_MANIFEST, new ConfigWriter().write(ImageManifest.of(configuration, List.of())));
        read = store.image(image, AMD64);
        note = store.root().resolve("known").resolve(KnownImages.file(image.digest()));
    }

    @Test
    void anImageThatAnotherProcessHasReadIsKnown() throws IOException {
        assertThat(known()).contains(read);
        assertThat(LocalStore.open(store.root()).image(image, AMD64)).isEqualTo(read);
    }

    @Test
    void itIsKnownForThePlatformThatItWasReadFor() throws IOException {
        assertThat(another().get(image, Platforms.linux("arm64"))).isEmpty();
        assertThat(another().get(ContentDescriptor.of("text/plain", image.digest(), image.size()), AMD64))
                .isEmpty();
    }

    @Test
    void nobodyButTheOwnerHasTheNote() throws IOException {
        assertThat(Files.getPosixFilePermissions(note)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(note.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void anImageWithoutADocumentIsNotKnown() throws IOException {
        Files.delete(store.blob(configuration.digest()));

        assertThat(known()).isEmpty();
        assertThatThrownBy(() -> LocalStore.open(store.root()).image(image, AMD64))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("it is not in the store");
    }

    @Test
    void anImageWithADocumentThatWasChangedIsVerifiedAgain() throws IOException {
        Path document = store.blob(configuration.digest());
        Files.writeString(document, Files.readString(document).replace("ann", "bob"));

        assertThat(known()).isEmpty();
        assertThatThrownBy(() -> LocalStore.open(store.root()).image(image, AMD64))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("the content has the digest");
    }

    @Test
    void anImageWhoseDocumentsCameAgainIsReadAgain() throws IOException {
        Path document = store.blob(configuration.digest());
        Path copy = Files.copy(document, directory.resolve("copy"));
        Files.move(copy, document, StandardCopyOption.REPLACE_EXISTING);

        assertThat(known()).isEmpty();
        assertThat(LocalStore.open(store.root()).image(image, AMD64)).isEqualTo(read);
        assertThat(known()).contains(read);
    }

    @Test
    void aDamagedNoteIsMadeAnew() throws IOException {
        byte[] damaged = Files.readAllBytes(note);
        damaged[damaged.length - 1] ^= 1;
        Files.write(note, damaged);

        isMadeAnew();
    }

    @Test
    void anEmptyNoteIsMadeAnew() throws IOException {
        Files.write(note, new byte[0]);

        isMadeAnew();
    }

    @Test
    void aNoteOfAnotherVersionIsMadeAnew() throws IOException {
        byte[] other = Files.readAllBytes(note);
        other[3]++;
        Files.write(note, other);

        isMadeAnew();
    }

    @Test
    void aNoteThatIsTooLongIsMadeAnew() throws IOException {
        Files.write(note, new byte[1 << 20], StandardOpenOption.APPEND);

        isMadeAnew();
    }

    @Test
    void aNoteThatOthersMayWriteIsMadeAnew() throws IOException {
        Files.setPosixFilePermissions(note, PosixFilePermissions.fromString("rw--w----"));

        isMadeAnew();
        assertThat(Files.getPosixFilePermissions(note)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aNoteOfAnotherUserIsMadeAnew() throws IOException {
        assumeTrue(Files.getAttribute(note, "unix:uid").equals(0), "only root gives files away");
        Files.setAttribute(note, "unix:uid", 65_534);

        isMadeAnew();
        assertThat(Files.getAttribute(note, "unix:uid")).isEqualTo(0);
    }

    @Test
    void aNoteElsewhereIsMadeAnew() throws IOException {
        Path elsewhere = Files.move(note, directory.resolve("elsewhere"));
        Files.createSymbolicLink(note, elsewhere);

        isMadeAnew();
        assertThat(note).isRegularFile();
    }

    /** Such as on a full disk, or in a store that is mounted read-only. */
    @Test
    void whereNoNoteCanBeMadeAnImageIsReadEachTime() throws IOException {
        Files.delete(note);
        Files.delete(note.getParent());
        Files.createFile(note.getParent());

        assertThat(LocalStore.open(store.root()).image(image, AMD64)).isEqualTo(read);
        assertThat(known()).isEmpty();
    }

    @Test
    void pruningRemovesNotesOfImagesThatNoNameNeeds() throws IOException {
        ContentDescriptor other = store.write(
                MediaTypes.IMAGE_MANIFEST,
                (new String(store.read(image), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
        store.image(other, AMD64);
        store.tag("image:1", image);
        store.tag("image:2", other);
        store.untag("image:2");
        Path others = note.resolveSibling(KnownImages.file(other.digest()));

        store.prune(Duration.ofHours(1), Optional.empty());
        assertThat(others).exists();

        store.prune(Duration.ZERO, Optional.empty());
        assertThat(others).doesNotExist();
        assertThat(note).exists();
        assertThat(note.resolveSibling("tags")).exists();
    }

    @Test
    void notesThatCannotBeLookedAtHinderNothing() throws IOException {
        store.tag("image:1", image);
        Files.setPosixFilePermissions(note.getParent(), PosixFilePermissions.fromString("---------"));
        try {
            LocalStore again = LocalStore.open(store.root());

            assertThat(again.resolve("image:1")).contains(image);
            assertThat(again.image(image, AMD64)).isEqualTo(read);
            assertThat(again.prune(Duration.ZERO, Optional.empty())).isEqualTo(new Pruning.Freed(0, 0, 0));
        } finally {
            Files.setPosixFilePermissions(note.getParent(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    private Optional<LocalImage> known() {
        return another().get(image, AMD64);
    }

    private KnownImages another() {
        return new KnownImages(store, store.known());
    }

    private void isMadeAnew() throws IOException {
        assertThat(known()).isEmpty();
        assertThat(LocalStore.open(store.root()).image(image, AMD64)).isEqualTo(read);
        assertThat(known()).contains(read);
    }
}
