package io.jdock.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of some files, to be asked for again and again: the names are kept in the kernel's form, so that an answer
 * takes little more than its system call. Safe for use by several threads.
 */
public final class FileKinds {
    private static final long STATX_TYPE = 0x1;
    private static final int STATX_SIZE = 256;
    private static final int MODE = 28;

    private final List<Question> questions;
    private final long[] offsets;
    private final Memory names;

    /**
     * A file to be asked for.
     *
     * @param path absolute
     * @param follow whether a symbolic link at its end is followed
     */
    public record Question(String path, boolean follow) {}

    public FileKinds(List<Question> questions) {
        this.questions = List.copyOf(questions);
        this.offsets = new long[questions.size()];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = bytes.size();
            bytes.writeBytes(NativeMemory.bytes(questions.get(i).path()));
            bytes.write(0);
        }
        this.names = new Memory(Math.max(bytes.size(), 1));
        names.write(0, bytes.toByteArray(), 0, bytes.size());
    }

    /** The kinds now, in the order of the questions; empty where there is no file, or none that can be reached. */
    public List<Optional<FileKind>> now() {
        List<Optional<FileKind>> kinds = new ArrayList<>(questions.size());
        try (NativeMemory status = new NativeMemory(STATX_SIZE)) {
            long address = Pointer.nativeValue(names);
            for (int i = 0; i < offsets.length; i++) {
                kinds.add(kind(address + offsets[i], questions.get(i).follow(), status));
            }
        } finally {
            Reference.reachabilityFence(names); // whose memory is freed with it
        }
        return kinds;
    }

    private static Optional<FileKind> kind(long name, boolean follow, NativeMemory status) {
        long flags = AtFlag.AT_NO_AUTOMOUNT.value() | (follow ? 0 : AtFlag.AT_SYMLINK_NOFOLLOW.value());
        long result = Kernel.uninterrupted(Syscall.STATX, Kernel.AT_FDCWD, name, flags, STATX_TYPE, status.address());
        return result < 0 ? Optional.empty() : FileKind.ofMode(status.getShort(MODE) & 0xffff);
    }
}
