package io.jdock.image.registry;

import io.jdock.kernel.BlockInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. Unlike the JDK's own stream it does not wait for ever for a server that has fallen silent. Holds some
 * pieces in memory at most, however long the body is.
 */
final class ResponseStream extends BlockInputStream implements HttpResponse.BodySubscriber<ResponseStream> {
    /** How many pieces, each of up to 48 KiB: so many that its threads need not take turns at each. */
    private static final int AHEAD = 8;

    private final Duration patience;

    /** Pieces, and at last an empty one. */
    private final BlockingQueue<Optional<List<ByteBuffer>>> arrived = new LinkedBlockingQueue<>();

    private final Deque<ByteBuffer> current = new ArrayDeque<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean abandoned;
    private boolean ended;

    ResponseStream(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<ResponseStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        if (subscription.complete(source) && !abandoned) {
            source.request(AHEAD);
        } else {
            source.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> piece) {
        arrived.add(Optional.of(List.copyOf(piece)));
    }

    @Override
    public void onError(Throwable problem) {
        failure = problem;
        arrived.add(Optional.empty());
    }

    @Override
    public void onComplete() {
        arrived.add(Optional.empty());
    }

    /** Takes as much as is there, and waits for nothing but the first byte. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            ByteBuffer next = current.peek();
            if (next == null) {
                if (!advance(count == 0)) {
                    return count == 0 ? -1 : count;
                }
            } else if (next.hasRemaining()) {
                int part = Math.min(length - count, next.remaining());
                next.get(bytes, offset + count, part);
                count += part;
            } else {
                current.remove();
            }
        }
        return count;
    }

    /** Returns whether there is more: in the end not, nor without waiting as long as nothing else has come. */
    private boolean advance(boolean waiting) throws IOException {
        if (ended || !(waiting || hasMore())) {
            return false;
        }
        Optional<List<ByteBuffer>> piece = take();
        Throwable problem = failure;
        if (piece.isPresent()) {
            current.addAll(piece.get());
            subscription.join().request(1);
            return true;
        }
        ended = true;
        if (problem != null) {
            throw new IOException(problem.getMessage(), problem);
        }
        return false;
    }

    /** The end does not count: it may be a failure, which is told when what came before it has been taken. */
    private boolean hasMore() {
        Optional<List<ByteBuffer>> next = arrived.peek();
        return next != null && next.isPresent();
    }

    private Optional<List<ByteBuffer>> take() throws IOException {
        try {
            Optional<List<ByteBuffer>> piece = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (piece == null) {
                close();
                throw new SocketTimeoutException("nothing came for " + patience.toSeconds() + " s");
            }
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new InterruptedIOException("interrupted while content was transferred");
        }
    }

    /** Gives the connection up, unless everything was read. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            abandoned = true;
            Flow.Subscription source = subscription.getNow(null);
            if (source != null) {
                source.cancel();
            }
        }
    }
}
