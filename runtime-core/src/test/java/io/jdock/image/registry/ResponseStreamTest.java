package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ResponseStreamTest {
    private final ResponseStream stream = new ResponseStream(Duration.ofSeconds(60));
    private long requested;
    private boolean cancelled;

    private final Flow.Subscription source = new Flow.Subscription() {
        @Override
        public void request(long pieces) {
            requested += pieces;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    };

    @Test
    void oneReadTakesAllThatHasCome() throws IOException {
        stream.onSubscribe(source);
        arrives("one ", "two ");
        arrives("three");

        assertThat(read(100)).isEqualTo("one two three");

        arrives("four");
        stream.onComplete();
        assertThat(read(3)).isEqualTo("fou");
        assertThat(read(100)).isEqualTo("r");
        assertThat(read(100)).isEqualTo("(end)");
    }

    @Test
    void whatComesBeforeAFailureIsReadFirst() throws IOException {
        stream.onSubscribe(source);
        arrives("beginning");
        stream.onError(new IOException("the connection broke"));

        assertThat(read(100)).isEqualTo("beginning");
        assertThatThrownBy(() -> read(100)).hasMessage("the connection broke");
        assertThat(read(100)).isEqualTo("(end)");
    }

    @Test
    void onlySoManyPiecesAreOnTheirWay() throws IOException {
        stream.onSubscribe(source);
        long ahead = requested;
        arrives("one");
        arrives("two");
        assertThat(requested).isEqualTo(ahead);

        assertThat(read(3)).isEqualTo("one");
        assertThat(requested).isEqualTo(ahead + 1);

        stream.close();
        assertThat(cancelled).isTrue();
    }

    private void arrives(String... buffers) {
        stream.onNext(Arrays.stream(buffers)
                .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    private String read(int most) throws IOException {
        byte[] bytes = new byte[most];
        int count = stream.read(bytes, 0, most);
        return count < 0 ? "(end)" : new String(bytes, 0, count, StandardCharsets.UTF_8);
    }
}
