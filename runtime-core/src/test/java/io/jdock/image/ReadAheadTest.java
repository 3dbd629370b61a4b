package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, (1 << 16) - 1, 1 << 16, (1 << 22) + 17})
    void whatIsReadIsWhatTheSourceHas(int size) throws IOException {
        byte[] content = bytes(size);

        try (InputStream ahead = new ReadAhead(new ByteArrayInputStream(content))) {
            assertThat(ahead.readAllBytes()).isEqualTo(content);
            assertThat(ahead.read()).as("and the end stays the end").isEqualTo(-1);
            assertThat(ahead.read(new byte[1])).isEqualTo(-1);
        }
    }

    @Test
    void singleBytesAreReadAsWell() throws IOException {
        try (InputStream ahead = new ReadAhead(new ByteArrayInputStream(new byte[] {-1, 7}))) {
            assertThat(ahead.read()).isEqualTo(255);
            assertThat(ahead.read()).isEqualTo(7);
        }
    }

    @Test
    void whatTheSourceFailsWithComesAfterWhatItHad() throws IOException {
        byte[] content = bytes(1 << 19);
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(content), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("damaged");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("damaged");
            }
        });

        try (InputStream ahead = new ReadAhead(broken)) {
            assertThat(ahead.readNBytes(content.length)).isEqualTo(content);
            assertThatThrownBy(ahead::read).isInstanceOf(IOException.class).hasMessage("damaged");
            assertThatThrownBy(ahead::read).as("again").hasMessage("damaged");
        }
    }

    @Test
    void closingBeforeTheEndEndsTheThreadAndClosesTheSource() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream endless = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                assertThat(closed).as("read after it was closed").isFalse();
                return length;
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };

        InputStream ahead = new ReadAhead(endless);
        ahead.readNBytes(1 << 20);
        ahead.close();

        assertThat(closed).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("jdock-read-ahead");
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
