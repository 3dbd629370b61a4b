package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.ContainerDirectory.Lock;
import io.jdock.container.StoredContainer.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose container is it? Another command may have deleted it, and a third one made another of the same id. */
class ContainerDirectoryTest {
    private static final StoredContainer FIRST = container(1);
    private static final StoredContainer SECOND = container(2);

    @TempDir
    Path root;

    private ContainerDirectory first;

    @BeforeEach
    void makeFirst() throws IOException {
        first = make(FIRST);
    }

    @Test
    void itIsWhoseStateWasStoredLast() throws IOException {
        assertThat(first.holds(FIRST)).isTrue();

        StoredContainer started = FIRST.with(Phase.STARTED, new ProcessIdentity(3, 1));
        first.write(started);

        assertThat(first.holds(started)).isTrue();
        assertThat(first.holds(FIRST)).isFalse();
    }

    @Test
    void itIsNobodysWhenItIsDeleted() throws IOException {
        first.remove();

        assertThat(first.holds(FIRST)).isFalse();
        assertThatThrownBy(first::lock)
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("container \"web\" does not exist");
    }

    @Test
    void itIsTheOtherCommandsThatMadeItAnew() throws IOException {
        first.remove();
        make(SECOND);

        try (Lock lock = first.lock()) {
            assertThat(first.holds(FIRST)).isFalse();
            assertThat(first.holds(SECOND)).isTrue();
        }
    }

    private ContainerDirectory make(StoredContainer container) throws IOException {
        var made = ContainerDirectory.make(root, container, new byte[0]);
        made.lock().close();
        return made.directory();
    }

    private static StoredContainer container(int creator) {
        return new StoredContainer(
                "web",
                Path.of("/bundle"),
                Phase.CREATING,
                Optional.empty(),
                new ProcessIdentity(creator, 1),
                Instant.EPOCH,
                0,
                true,
                true,
                Optional.empty());
    }
}
