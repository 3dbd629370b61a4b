package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncomingTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("file"), "one two");
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    @Test
    void isReadAsFarAsItHasComeAndToItsEndWhenItIsComplete() throws Exception {
        try (Incoming incoming = new Incoming();
                InputStream reader = incoming.open()) {
            incoming.begin(open(), 3);
            assertThat(reader.readNBytes(3)).asString().isEqualTo("one");

            FutureTask<byte[]> rest = new FutureTask<>(reader::readAllBytes);
            new Thread(rest).start();
            incoming.advance(7);
            assertThat(rest.isDone()).as("an end before all is verified").isFalse();
            incoming.complete();

            assertThat(rest.get()).asString().isEqualTo(" two");
            assertThat(incoming.isComplete()).isTrue();
        }
    }

    @Test
    void whatIsChangedIsNotReadOn() throws Exception {
        try (Incoming incoming = new Incoming();
                InputStream reader = incoming.open()) {
            incoming.begin(open(), 7);
            reader.readNBytes(3);

            incoming.giveUp();
            incoming.complete();

            assertThatThrownBy(reader::read)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the content comes otherwise than it began to");
            assertThat(incoming.isComplete()).isFalse();
        }
    }

    @Test
    void whatBeginsTwiceIsNotRead() throws Exception {
        try (Incoming incoming = new Incoming()) {
            incoming.begin(open(), 3);
            FileChannel second = open();
            incoming.begin(second, 3);

            assertThat(second.isOpen()).isFalse();
            assertThatThrownBy(incoming.open()::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoWaitsForMoreThanComesIsTold() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        FutureTask<Integer> read;
        try (Incoming incoming = new Incoming()) {
            incoming.begin(open(), 0);
            read = new FutureTask<>(() -> {
                started.countDown();
                return incoming.open().read();
            });
            new Thread(read).start();
            started.await();
        }

        assertThatThrownBy(read::get).hasRootCauseInstanceOf(IOException.class);
    }

    /** Such as one whose tar archive is right, and which is packed otherwise than the image says. */
    @Test
    void aLayerWhoseEndIsNotReachedIsNotKept() throws IOException {
        LocalStore store = LocalStore.open(directory.resolve("store"));
        LayerWriter writer = new LayerWriter(store);
        WrittenLayer layer = writer.write(List.of(LayerEntry.file("file", 0644, LayerContent.of("content"))));
        Layers layers = new Layers(store, UnpackLimits.DEFAULT);
        LayerSource failing =
                () -> new FilterInputStream(store.open(layer.packed().digest())) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        int count = super.read(bytes, offset, length);
                        if (count < 0) {
                            throw new IOException("the digest is another one");
                        }
                        return count;
                    }
                };

        assertThatThrownBy(() -> layers.directory(layer.packed(), failing, layer.diffId(), LayerIds.CALLER, note -> {}))
                .hasMessage("the digest is another one");
        assertThat(store.root().resolve("layers/caller")).isEmptyDirectory();

        Path unpacked = layers.directory(
                layer.packed(), () -> store.open(layer.packed().digest()), layer.diffId(), LayerIds.CALLER, note -> {});
        assertThat(unpacked.resolve("file")).hasContent("content");
    }
}
