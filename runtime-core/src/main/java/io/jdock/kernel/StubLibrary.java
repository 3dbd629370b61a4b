package io.jdock.kernel;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of a few KiB by which {@link LibC} and {@link Stubs} reach the C library without JNA, and {@link LibCrypto} and
 * {@link Igzip} theirs. The build writes them, for each architecture, beside the classes ({@code src/build/java/NativeStubs.java});
 * classes that an IDE compiled have none.
 */
final class StubLibrary {
    /**
     * Names the directory where the libraries are as files, which spares {@code bin/jdock} a file for each command; one without them
     * leaves everything to JNA.
     */
    private static final String DIRECTORY = "io.jdock.stubs";

    /** A copy is there for milliseconds, unless its JVM is killed meanwhile. */
    private static final Duration AGE = Duration.ofMinutes(10);

    /** Which every JVM loads that loads any: so it looks for what others left once, and not for each. */
    private static final String FIRST = "libc-";

    private static final String PREFIX = "jdock-";

    private static final String COPY = PREFIX + "[0-9]+-[0-9]+\\.so";

    private StubLibrary() {}

    /**
     * Loads one, if it is there and can be loaded; not where the file system is mounted noexec, for instance, or the system lacks
     * the library whose functions it calls.
     *
     * @param library {@code libc}, {@code libcrypto} or {@code libisal}
     */
    static boolean load(String library) {
        String name = library + "-" + Architecture.current().name().toLowerCase(Locale.ROOT) + ".so";
        String directory = System.getProperty(DIRECTORY);
        try {
            if (directory == null) {
                return loadCopy(name);
            }
            System.load(directory + "/" + name);
            return true;
        } catch (IOException | UnsatisfiedLinkError | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean loadCopy(String name) throws IOException {
        try (InputStream library = StubLibrary.class.getResourceAsStream(name)) {
            if (library == null) {
                return false;
            }
            loadCopy(library.readAllBytes());
            if (name.startsWith(FIRST)) {
                removeLeftovers();
            }
            return true;
        }
    }

    /**
     * The JVM loads nothing but files. This one is the caller's alone from the moment it exists, and gone when it is loaded. Each has a
     * name of its own, since a JVM loads no file for two class loaders.
     */
    private static void loadCopy(byte[] library) throws IOException {
        String name = PREFIX + Files.readSymbolicLink(Path.of("/proc/self")) + "-" + System.nanoTime() + ".so";
        Path file = Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
        try (WritableByteChannel channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            try {
                write(library, channel);
                System.load(file.toString());
            } finally {
                Files.delete(file);
            }
        }
    }

    /** What JVMs left that were killed while they loaded one. Others' files stay, as they do for everybody in such a directory. */
    private static void removeLeftovers() {
        File directory = new File(System.getProperty("java.io.tmpdir"));
        String @Nullable [] names = directory.list(); // for java.nio.file's streams, a new JVM takes milliseconds
        if (names == null) {
            return;
        }
        long latest = System.currentTimeMillis() - AGE.toMillis();
        for (String name : names) {
            File file = new File(directory, name);
            if (name.startsWith(PREFIX) && name.matches(COPY) && file.lastModified() < latest) {
                var unused = file.delete();
            }
        }
    }

    private static void write(byte[] content, WritableByteChannel channel) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }
}
