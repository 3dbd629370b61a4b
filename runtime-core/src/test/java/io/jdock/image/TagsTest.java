package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagsTest {
    private static final ContentDescriptor IMAGE =
            ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, "an image".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    @Test
    void aFileThatIsTheSameIsReadOnce() throws IOException {
        Tags tags = tags(() -> Instant.now().plus(Duration.ofHours(1)));
        tags.change(all -> all.put("a:1", IMAGE));

        assertThat(tags.all()).isEqualTo(Map.of("a:1", IMAGE)).isSameAs(tags.all());
    }

    @Test
    void whatAnotherProcessChangesIsSeen() throws IOException {
        Tags tags = tags(() -> Instant.now().plus(Duration.ofHours(1)));
        tags.change(all -> all.put("a:1", IMAGE));
        assertThat(tags.all()).containsOnlyKeys("a:1");

        tags(InstantSource.system()).change(all -> {
            all.remove("a:1");
            all.put("b:1", IMAGE);
        });

        assertThat(tags.all()).containsOnlyKeys("b:1");
    }

    @Test
    void aFileThatWasReplacedJustNowIsReadAgain() throws IOException {
        Tags tags = tags(InstantSource.system());
        tags.change(all -> all.put("a:1", IMAGE));

        assertThat(tags.all()).isNotSameAs(tags.all());
    }

    private Tags tags(InstantSource clock) {
        return new Tags(directory.resolve("tags.json"), directory.resolve("lock"), clock);
    }
}
