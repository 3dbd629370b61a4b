package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagsTest {
    private static final ContentDescriptor IMAGE =
            ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, "an image".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    @Test
    void aFileThatIsTheSameIsReadOnce() throws IOException {
        Tags tags = tags();
        tags.change(all -> all.put("a:1", IMAGE));

        assertThat(tags.all()).isEqualTo(Map.of("a:1", IMAGE)).isSameAs(tags.all());
    }

    @Test
    void whatAnotherProcessChangesIsSeen() throws IOException {
        Tags tags = tags();
        tags.change(all -> all.put("a:1", IMAGE));
        assertThat(tags.all()).containsOnlyKeys("a:1");

        tags().change(all -> {
            all.remove("a:1");
            all.put("b:1", IMAGE);
        });

        assertThat(tags.all()).containsOnlyKeys("b:1");
    }

    @Test
    void whatAnotherProcessHasUnderstoodIsNotReadAgain() throws IOException {
        tags().change(all -> all.put("a:1", IMAGE));
        byte[] content = Files.readAllBytes(directory.resolve("tags.json"));
        assertThat(Tags.noted(notes().read("tags").orElseThrow(), content)).isEqualTo(Map.of("a:1", IMAGE));

        notes().write("tags", Tags.note(content, Map.of("b:1", IMAGE)));

        assertThat(tags().all()).as("that the note is asked first").containsOnlyKeys("b:1");
    }

    @Test
    void aNoteOfWhatTheFileSaidBeforeCountsForNothing() throws IOException {
        tags().change(all -> all.put("a:1", IMAGE));
        byte[] before = notes().read("tags").orElseThrow();
        tags().change(all -> all.put("b:1", IMAGE));
        notes().write("tags", before);

        assertThat(tags().all()).containsOnlyKeys("a:1", "b:1");
    }

    @Property
    void aDamagedNoteSaysTheNamesOrNothing(@ForAll int at, @ForAll byte value) {
        byte[] content = {1, 2, 3};
        byte[] note = Tags.note(content, Map.of("a:1", IMAGE));
        note[Math.floorMod(at, note.length)] = value;

        assertThat(Tags.noted(note, content)).isIn(null, Map.of("a:1", IMAGE));
    }

    private Tags tags() {
        return new Tags(directory.resolve("tags.json"), directory.resolve("lock"), notes());
    }

    private NoteFiles notes() {
        return new NoteFiles(directory, "known");
    }
}
