package io.jdock.service;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Writes a log file, and begins the next one when it is full. Each line is written out at once. Not thread-safe. */
final class LogWriter implements AutoCloseable {
    private static final Charset CHARSET = StandardCharsets.UTF_8;

    private final LogFile file;
    private BufferedWriter writer;
    private long bytes;

    /**
     * Opens it.
     *
     * @param goesOn whether behind what is there; otherwise that goes, and full files too
     */
    LogWriter(LogFile file, boolean goesOn) throws IOException {
        this.file = file;
        Files.createDirectories(Objects.requireNonNull(file.path().getParent(), "a file has a directory"));
        if (!goesOn) {
            for (Path old : file.full()) {
                Files.deleteIfExists(old);
            }
        }
        this.writer = open(goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
        this.bytes = Files.size(file.path());
    }

    private BufferedWriter open(OpenOption option) throws IOException {
        return Files.newBufferedWriter(
                file.path(), CHARSET, StandardOpenOption.CREATE, StandardOpenOption.WRITE, option);
    }

    void write(LogLine line) throws IOException {
        String text = (file.stamped() ? line.stamped() : line.text()) + "\n";
        int length = text.getBytes(CHARSET).length;
        if (file.bytes().isPresent()
                && bytes > 0
                && bytes + length > file.bytes().getAsLong()) {
            beginNext();
        }
        writer.write(text);
        writer.flush();
        bytes += length;
    }

    /** From the oldest on, so that none is lost if this is cut short. */
    private void beginNext() throws IOException {
        writer.close();
        List<Path> all = file.all();
        for (int i = all.size() - 1; i > 0; i--) {
            if (Files.exists(all.get(i - 1))) {
                Files.move(all.get(i - 1), all.get(i), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        writer = open(StandardOpenOption.TRUNCATE_EXISTING);
        bytes = 0;
    }

    /** All lines that are kept, the oldest first. */
    List<LogLine> lines() throws IOException {
        List<Path> files = new ArrayList<>(file.all());
        Collections.reverse(files);
        List<LogLine> lines = new ArrayList<>();
        for (Path one : files) {
            if (Files.exists(one)) {
                Files.readAllLines(one, CHARSET)
                        .forEach(line -> lines.add(file.stamped() ? LogLine.ofStamped(line) : LogLine.unstamped(line)));
            }
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
