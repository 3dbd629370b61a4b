package io.jdock.kernel;

import java.io.ByteArrayOutputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of some files, to be asked for again and again: the names are kept in the kernel's form, so that an answer
 * takes little more than its system call. Safe for use by several threads.
 */
public final class FileKinds {
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int MISSING = -1;

    private static final long FOLLOWED = AtFlag.AT_NO_AUTOMOUNT.value();
    private static final long NOT_FOLLOWED = FOLLOWED | AtFlag.AT_SYMLINK_NOFOLLOW.value();

    /** Numbers for each file. */
    private static final int LOOK = 5;

    private final List<Question> questions;
    private final long[] offsets;
    private final ByteBuffer names;

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
        this.names = ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray());
    }

    /** The kinds now, in the order of the questions; empty where there is no file, or none that can be reached. */
    public List<Optional<FileKind>> now() {
        List<Optional<FileKind>> kinds = new ArrayList<>(questions.size());
        try (NativeMemory status = new NativeMemory(Statx.SIZE)) {
            long address = LibC.address(names);
            for (int i = 0; i < offsets.length; i++) {
                kinds.add(kind(address + offsets[i], questions.get(i).follow(), status));
            }
        } finally {
            Reference.reachabilityFence(names); // whose memory is freed with it
        }
        return kinds;
    }

    /**
     * What the files look like now, for {@link #looksLike}: their kinds, and of symbolic links also what tells one from
     * another. A link's text never changes; a new link has another inode, or another time of its last change (inode(7)).
     */
    public long[] look() {
        long[] looks = new long[offsets.length * LOOK];
        look(looks, false);
        return looks;
    }

    /**
     * Whether all files look as they did before. Costs hardly more than one system call for each.
     *
     * @param before from {@link #look()}
     */
    public boolean looksLike(long[] before) {
        return look(before, true);
    }

    /** Writes to the array, or compares with it until there is a difference. */
    private boolean look(long[] looks, boolean compare) {
        try (NativeMemory status = new NativeMemory(Statx.SIZE)) {
            long address = LibC.address(names);
            long[] one = new long[LOOK];
            for (int i = 0; i < offsets.length; i++) {
                look(address + offsets[i], questions.get(i).follow(), status, one);
                int at = i * LOOK;
                if (!compare) {
                    System.arraycopy(one, 0, looks, at, LOOK);
                } else if (!Arrays.equals(one, 0, LOOK, looks, at, at + LOOK)) {
                    return false;
                }
            }
            return true;
        } finally {
            Reference.reachabilityFence(names);
        }
    }

    private static void look(long name, boolean follow, NativeMemory status, long[] look) {
        long result = Kernel.uninterrupted(
                Syscall.STATX,
                Kernel.AT_FDCWD,
                name,
                follow ? FOLLOWED : NOT_FOLLOWED,
                Statx.STATX_TYPE | Statx.STATX_INO | Statx.STATX_CTIME,
                status.address());
        int type = result < 0 ? MISSING : status.getShort(Statx.MODE) & TYPE;
        look[0] = type;
        boolean link = type == LINK;
        look[1] = link ? status.getLong(Statx.INODE) : 0;
        look[2] = link ? status.getLong(Statx.CHANGE_SECONDS) : 0;
        look[3] = link ? status.getInt(Statx.CHANGE_NANOSECONDS) : 0;
        look[4] = link ? status.getLong(Statx.DEVICE_MAJOR) : 0;
    }

    private static Optional<FileKind> kind(long name, boolean follow, NativeMemory status) {
        long flags = follow ? FOLLOWED : NOT_FOLLOWED;
        long result =
                Kernel.uninterrupted(Syscall.STATX, Kernel.AT_FDCWD, name, flags, Statx.STATX_TYPE, status.address());
        return result < 0 ? Optional.empty() : FileKind.ofMode(status.getShort(Statx.MODE) & 0xffff);
    }
}
