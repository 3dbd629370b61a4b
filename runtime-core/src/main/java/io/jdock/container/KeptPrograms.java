package io.jdock.container;

import io.jdock.host.BaseDirectory;
import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Directories;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.FreshFile;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Programs that outlive the JVM that made them: to plan and assemble one takes a JVM that has started nothing before some 300 classes,
 * longer than anything else of a start. Each is found again by all that it was made of, the {@linkplain #key key}, of which the build of
 * jdock is a part.
 *
 * <p>They lie where nobody but the caller can read or write, in memory, until the machine or the session ends: in the caller's runtime
 * directory (XDG Base Directory Specification, XDG_RUNTIME_DIR), or in /run for who may write there. One that is damaged, or not the
 * caller's alone, is as good as none. Safe for use by several threads.
 */
final class KeptPrograms {
    private static final File MACHINE = new File("/run");
    private static final String NAME = "jdock-starts";

    /** Files. A program takes 20 to 80 KiB, and a build of many modules has one for the test JVMs of each. */
    static final int MOST = 128;

    private static final int MOST_BYTES = 1 << 20;

    /** Length of the key, and a checksum of all that follows. */
    private static final int HEADER = 2 * Integer.BYTES;

    private final Path directory;
    private final String build;
    private final List<Thread> keepers = new ArrayList<>(); // guarded by this

    /**
     * @param directory may be missing; its parent is there
     * @param build another one for each that makes other programs
     */
    KeptPrograms(Path directory, String build) {
        this.directory = directory;
        this.build = build;
    }

    /** Those of this JVM's user and of its jdock; empty where nothing is kept. */
    static Optional<KeptPrograms> ofThisJvm() {
        Path parent = MACHINE.canWrite()
                ? MACHINE.toPath()
                : BaseDirectory.SESSION.in(System.getenv()).orElse(null);
        String build = build();
        return parent == null || build == null
                ? Optional.empty()
                : Optional.of(new KeptPrograms(parent.resolve(NAME), build));
    }

    /** The archive that this class is from. Null if it is from a directory, where classes change one by one. */
    private static @Nullable String build() {
        try {
            CodeSource source = KeptPrograms.class.getProtectionDomain().getCodeSource();
            if (source == null || !source.getLocation().getProtocol().equals("file")) {
                return null;
            }
            File archive = new File(source.getLocation().toURI());
            if (!archive.isFile()) {
                return null;
            }
            FileStatus status = FileStatus.of(archive.getPath());
            long changed = status.changed().toEpochMilli(); // as text, an Instant takes a new JVM many classes
            return archive + " " + status.inode() + " " + status.size() + " " + changed;
        } catch (URISyntaxException | IllegalArgumentException | KernelException e) {
            return null;
        }
    }

    /** Whether nothing is kept yet. */
    boolean isEmpty() {
        String[] names = directory.toFile().list();
        return names == null || names.length == 0;
    }

    /** The beginning of each key: what else a program was made of is to be added. */
    Fingerprint key() {
        return new Fingerprint().add(build);
    }

    /** What was kept under a key, or else is made and kept now. */
    byte[] get(byte[] key, Supplier<byte[]> maker) {
        byte[] found = find(key);
        if (found != null) {
            return found;
        }
        byte[] made = maker.get();
        keep(key, () -> made);
        return made;
    }

    /** What was kept under a key; null if nothing was. */
    byte @Nullable [] find(byte[] key) {
        if (!isOwn()) {
            return null;
        }
        String file = file(key).toString();
        try (Descriptor open = Descriptor.open(file, OpenFlag.O_RDONLY, OpenFlag.O_NOFOLLOW, OpenFlag.O_NONBLOCK)) {
            FileStatus status = FileStatus.of(open); // once more, lest somebody moves directories meanwhile
            if (!isOwn(status, FileKind.REGULAR) || status.size() > MOST_BYTES) {
                return null;
            }
            byte[] content = content(key, open.read((int) status.size()));
            if (content != null) {
                var unused = new File(file).setLastModified(System.currentTimeMillis()); // see sweep
            }
            return content;
        } catch (KernelException e) {
            return null;
        }
    }

    private static byte @Nullable [] content(byte[] key, byte[] file) {
        int begin = HEADER + key.length;
        if (file.length < begin) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(file);
        boolean meant = header.getInt() == key.length
                && header.getInt() == checksum(file)
                && Arrays.equals(key, 0, key.length, file, HEADER, begin);
        return meant ? Arrays.copyOfRange(file, begin, file.length) : null;
    }

    private static int checksum(byte[] file) {
        CRC32 sum = new CRC32();
        sum.update(file, HEADER, file.length - HEADER);
        return (int) sum.getValue();
    }

    /** That two keys have the same file is possible: then the later one stays. */
    private Path file(byte[] key) {
        CRC32 sum = new CRC32();
        sum.update(key, 0, key.length);
        HexFormat hex = HexFormat.of();
        return directory.resolve(hex.toHexDigits((int) sum.getValue()) + hex.toHexDigits(Arrays.hashCode(key)));
    }

    /** What lies there is executed with all rights of the caller. */
    private boolean isOwn() {
        try {
            return isOwn(FileStatus.of(directory.toString()), FileKind.DIRECTORY);
        } catch (KernelException e) {
            return false;
        }
    }

    private static boolean isOwn(FileStatus status, FileKind kind) throws KernelException {
        return status.isOnlyOf(FileStatus.of("/proc/self/").userId(), kind);
    }

    /** Keeps something under a key, on a thread of its own: what was made is in use meanwhile. */
    synchronized void keep(byte[] key, Supplier<byte[]> content) {
        keepers.add(new DaemonThreads("jdock keeps a program").start(() -> {
            try {
                write(key, content.get());
            } catch (IOException e) {
                LoggerFactory.getLogger(KeptPrograms.class)
                        .debug("a program is not kept in {}: {}", directory, e.toString());
            }
        }));
    }

    /** Waits until all that is to be kept is. */
    synchronized void await() {
        for (Thread keeper : keepers) {
            DaemonThreads.awaitEnd(keeper);
        }
        keepers.clear();
    }

    private void write(byte[] key, byte[] content) throws IOException {
        int length = HEADER + key.length + content.length;
        if (length > MOST_BYTES || !make()) {
            return;
        }
        byte[] file = ByteBuffer.allocate(length)
                .putInt(key.length)
                .putInt(0)
                .put(key)
                .put(content)
                .array();
        ByteBuffer.wrap(file).putInt(Integer.BYTES, checksum(file));
        FreshFile.replace(file(key), FreshFile.OWNER_ONLY, file);
        sweep();
    }

    /** Returns whether the directory is there and the caller's alone. */
    private boolean make() throws IOException {
        Directories.makeIfMissing(directory.toString(), Directories.OWNER_ONLY);
        return isOwn();
    }

    /** Those that were not used for longest go, and so does what a JVM left that was killed while it wrote. */
    private void sweep() {
        File[] files = directory.toFile().listFiles();
        if (files != null && files.length > MOST) {
            Arrays.sort(files, Comparator.comparingLong(File::lastModified));
            for (int i = 0; i < files.length - MOST; i++) {
                var unused = files[i].delete(); // or another JVM does
            }
        }
    }

    /** Forgets what was kept under a key. */
    void forget(byte[] key) {
        var unused = file(key).toFile().delete();
    }
}
