package io.jdock.maven.registry;

import io.jdock.container.ByteSize;
import io.jdock.image.registry.TransferListener;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/** Tells how layers are transferred: on a terminal a bar for each that moves, in a log one line at the end. */
public final class TransferLog implements TransferListener, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long PAUSE = 100_000_000; // nanoseconds between two pictures

    private final Log log;
    private final String done;
    private final @Nullable PrintStream terminal;
    private final Map<Digest, Bar> bars = new LinkedHashMap<>();
    private int drawn;
    private long last;
    private long bytes;
    private int transferred;
    private int present;

    private record Bar(ContentDescriptor content, long bytes) {}

    /**
     * @param done what was done at the end, such as {@code Pulled debian:12}
     * @param terminal where bars are drawn; null for none
     */
    TransferLog(Log log, String done, @Nullable PrintStream terminal) {
        this.log = log;
        this.done = done;
        this.terminal = terminal;
    }

    @Override
    public synchronized void begins(ContentDescriptor content) {
        bars.put(content.digest(), new Bar(content, 0));
        draw(true);
    }

    @Override
    public synchronized void advances(ContentDescriptor content, long count) {
        bars.put(content.digest(), new Bar(content, count));
        draw(count == content.size());
    }

    @Override
    public synchronized void ends(ContentDescriptor content) {
        transferred++;
        bytes += content.size();
        bars.put(content.digest(), new Bar(content, content.size()));
        draw(true);
    }

    @Override
    public synchronized void present(ContentDescriptor content) {
        present++;
    }

    @Override
    public synchronized void note(String text) {
        erase();
        log.warn(text);
        draw(true);
    }

    /** To be called when all went well; says in a line what was done. */
    synchronized void finish() {
        erase();
        bars.clear();
        int layers = transferred + present;
        log.info(done + ": "
                + (layers == 0
                        ? "nothing has changed"
                        : layers + (layers == 1 ? " layer" : " layers") + ", of which " + transferred
                                + " had to be transferred, " + ByteSize.describe(bytes)));
    }

    private void draw(boolean now) {
        if (terminal == null || (!now && System.nanoTime() - last < PAUSE)) {
            return;
        }
        last = System.nanoTime();
        erase();
        StringBuilder picture = new StringBuilder();
        for (Bar bar : bars.values()) {
            picture.append(line(bar)).append(System.lineSeparator());
        }
        drawn = bars.size();
        terminal.print(picture);
        terminal.flush();
    }

    /** Goes up over what was drawn and wipes it (ECMA-48, CUU and ED). */
    private void erase() {
        if (terminal != null && drawn > 0) {
            terminal.print("\u001b[" + drawn + "A\u001b[J");
            terminal.flush();
            drawn = 0;
        }
    }

    private static String line(Bar bar) {
        long size = Math.max(1, bar.content().size());
        int filled = (int) (WIDTH * Math.min(bar.bytes(), size) / size);
        return bar.content().digest().encoded().substring(0, 12) + " [" + "=".repeat(filled)
                + " ".repeat(WIDTH - filled) + "] " + ByteSize.describe(bar.bytes()) + " of " + ByteSize.describe(size);
    }

    /** Leaves no bars behind. */
    @Override
    public synchronized void close() {
        erase();
        bars.clear();
    }
}
