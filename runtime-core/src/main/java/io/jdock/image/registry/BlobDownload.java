package io.jdock.image.registry;

import io.jdock.image.BlobWriter;
import io.jdock.image.ContentStore;
import io.jdock.image.ImageException;
import io.jdock.image.Incoming;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches content of one digest into a store, and goes on where it broke off, today or in an earlier life. */
final class BlobDownload {
    /** In pieces of that size, to write to a file takes half the time that it takes in pieces as they come. */
    private static final int BUFFER = 1 << 18;

    /** That much without a break earns back the right to all attempts: a long layer breaks off more often. */
    private static final long PROGRESS = 1 << 20;

    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-.*");

    private final Repository repository;
    private final ContentStore store;
    private final Retries retries;
    private final TransferListener listener;

    BlobDownload(Repository repository, ContentStore store, Retries retries, TransferListener listener) {
        this.repository = repository;
        this.store = store;
        this.retries = retries;
        this.listener = listener;
    }

    /**
     * Fetches it, unless it is there.
     *
     * @throws ImageException if it cannot be had, or is not what it shall be; then nothing of it is trusted
     */
    void run(ContentDescriptor content) throws IOException, InterruptedException {
        try (Incoming nobodys = new Incoming()) {
            run(content, nobodys);
        }
    }

    /**
     * As above, and lets another thread read what comes. If it can read all of it, that is complete at the end.
     *
     * @param incoming of which nothing has come yet
     */
    void run(ContentDescriptor content, Incoming incoming) throws IOException, InterruptedException {
        try {
            if (store.has(content.digest())) {
                listener.present(content);
            } else if (!fetch(content, incoming)) {
                incoming.giveUp();
                // What an earlier process left was not the beginning of it; that is gone now.
                fetch(content, incoming);
            }
        } finally {
            incoming.giveUp(); // unless it is complete
        }
    }

    /** Returns whether it is there now; if not, it was put together from a wrong beginning. */
    private boolean fetch(ContentDescriptor content, Incoming incoming) throws IOException, InterruptedException {
        try (BlobWriter writer = store.begin(content.digest(), content.size())) {
            if (store.has(content.digest())) { // another process was at it
                listener.present(content);
                return true;
            }
            listener.begins(content);
            long inherited = writer.written();
            incoming.begin(writer.openForReading(), inherited);
            transfer(content, writer, incoming);
            try {
                writer.commit();
            } catch (ImageException e) {
                if (inherited > 0) {
                    return false;
                }
                throw lie(content, e);
            }
            incoming.complete();
            listener.ends(content);
            return true;
        }
    }

    private ImageException lie(ContentDescriptor content, ImageException e) {
        return new ImageException(
                repository.endpoint().subject(Optional.of(content.digest().toString())),
                "what the registry sends is not what the image promises: " + e.problem(),
                "nothing of it is kept",
                e);
    }

    private void transfer(ContentDescriptor content, BlobWriter writer, Incoming incoming)
            throws IOException, InterruptedException {
        int failures = 0;
        long furthest = writer.written();
        while (writer.written() < content.size()) {
            Optional<IOException> broken = attempt(content, writer, incoming);
            if (writer.written() >= content.size()) {
                return;
            }
            // Bytes that came before count for nothing, or one who always starts anew could keep us for ever.
            boolean onward = writer.written() - furthest >= PROGRESS;
            failures = onward ? 1 : failures + 1;
            furthest = onward ? writer.written() : furthest;
            if (!retries.permit(failures, Optional.empty())) {
                throw given(content, writer.written(), broken);
            }
            retries.await(failures, Optional.empty());
        }
    }

    private ImageException given(ContentDescriptor content, long bytes, Optional<IOException> broken) {
        String subject =
                repository.endpoint().subject(Optional.of(content.digest().toString()));
        String problem = "the transfer ended after " + bytes + " of " + content.size() + " bytes, again and again";
        return broken.map(e -> new ImageException(
                        subject, problem + ": " + Answer.printable(String.valueOf(e.getMessage())), null, e))
                .orElseGet(() -> new ImageException(subject, problem, null));
    }

    /** Fetches what it can; returns what broke it off, if anything but the registry's own end did. */
    private Optional<IOException> attempt(ContentDescriptor content, BlobWriter writer, Incoming incoming)
            throws IOException, InterruptedException {
        try (Answer answer = repository.blob(content.digest(), writer.written())) {
            switch (answer.status()) {
                case 200 -> restart(writer, incoming);
                case PARTIAL_CONTENT -> {
                    if (start(answer) != writer.written()) {
                        restart(writer, incoming);
                        return Optional.empty();
                    }
                }
                case RANGE_NOT_SATISFIABLE -> {
                    restart(writer, incoming);
                    return Optional.empty();
                }
                default ->
                    throw Failures.of(
                            answer,
                            repository
                                    .endpoint()
                                    .subject(Optional.of(content.digest().toString())));
            }
            return copy(content, answer.body(), writer, incoming);
        }
    }

    private static void restart(BlobWriter writer, Incoming incoming) throws IOException {
        if (writer.written() > 0) {
            incoming.giveUp();
            writer.restart();
        }
    }

    private static long start(Answer answer) {
        Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
        return range.matches() ? Long.parseLong(range.group(1)) : -1;
    }

    private Optional<IOException> copy(
            ContentDescriptor content, InputStream body, BlobWriter writer, Incoming incoming)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int count;
            try {
                count = body.read(buffer);
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while content was transferred");
                }
                return Optional.of(e);
            }
            if (count < 0) {
                return Optional.empty();
            }
            try {
                writer.write(buffer, 0, count);
            } catch (ImageException e) {
                throw lie(content, e);
            }
            incoming.advance(writer.written());
            listener.advances(content, writer.written());
        }
    }
}
