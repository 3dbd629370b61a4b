package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** What this JVM has open, for tests that nothing leaks. */
public final class OpenDescriptors {
    /**
     * Kinds that tests make; the JVM and its libraries open class files, cgroup files or random devices when they like, and
     * libffi the memory of its closures.
     */
    private static final Pattern OURS =
            Pattern.compile("(pipe|socket|anon_inode):.*|/memfd:.*|/tmp/(?!ffi).*|/dev/(null|zero|ptmx|pts/.*)");

    private static final long PATIENCE_SECONDS = 60;

    private OpenDescriptors() {}

    public static int count() throws IOException {
        openWhatTheJvmKeeps();
        return list().size();
    }

    /** The first channel has the JDK open a socket, with which it interrupts others, and never close it. */
    private static void openWhatTheJvmKeeps() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().close();
        pipe.sink().close();
    }

    /**
     * Fails if more than this number are open, and go on being so: a thread that learns of the end of a container closes
     * what it had a moment after others know of the end.
     */
    public static void awaitAtMost(int most) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        SortedMap<Integer, String> open = list();
        while (open.size() > most && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            open = list();
        }
        assertThat(open).as("open descriptors").hasSizeLessThanOrEqualTo(most);
    }

    public static SortedMap<Integer, String> list() throws IOException {
        SortedMap<Integer, String> all = new TreeMap<>();
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : directory) {
                String target = target(entry);
                if (OURS.matcher(target).matches()) {
                    all.put(Integer.valueOf(entry.getFileName().toString()), target);
                }
            }
        }
        return all;
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            return "gone";
        }
    }
}
