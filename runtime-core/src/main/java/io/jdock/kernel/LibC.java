package io.jdock.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Functions of the C library, bound directly: JNA generates the stub of each from its declaration. Addresses and sizes
 * are {@code long}, so that no object of JNA is made for a call. Blocking calls hold no lock, and let the garbage
 * collector work.
 *
 * <p>JNA takes a JVM that has just started longer than to start a container. So the {@link StubLibrary} is bound instead where it can
 * be, and JNA is not loaded.
 *
 * <p>System calls go through the one function syscall(2), whose arguments are the kernel's own: what is not there on one
 * architecture, or has no wrapper in an older C library, needs no special care.
 */
final class LibC {
    private static final boolean BY_JNA = !StubLibrary.load("libc");

    static {
        if (BY_JNA) {
            bind();
        }
    }

    private LibC() {}

    /** Whether JNA has been loaded, and not a {@link StubLibrary}. */
    static boolean isByJna() {
        return BY_JNA;
    }

    /** Binds the functions below to the C library of this process. */
    private static void bind() {
        try {
            Jna.bind(LibC.class, "c");
        } catch (UnsatisfiedLinkError e) {
            UnsatisfiedLinkError explained = new UnsatisfiedLinkError("the C library cannot be called through JNA: "
                    + e.getMessage() + "; if the directory for temporary files is mounted noexec, name another one by"
                    + " -Djna.tmpdir=<directory>");
            explained.initCause(e);
            throw explained;
        }
    }

    /** Returns the result of a system call, or minus the error number. */
    static long call(long number, long a, long b, long c, long d, long e, long f) {
        long result = syscall(number, a, b, c, d, e, f);
        // JNA keeps the number from what the JVM itself does in between. The stub is the instruction, and sets no
        // errno.
        return BY_JNA && result == -1 ? -Native.getLastError() : result;
    }

    private static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** These return an error number, or 0. */
    static native int posix_spawn(long pid, long path, long actions, long attributes, long arguments, long environment);

    static native int posix_spawn_file_actions_init(long actions);

    static native int posix_spawn_file_actions_destroy(long actions);

    static native int posix_spawn_file_actions_adddup2(long actions, int from, int to);

    static native int posix_spawnattr_init(long attributes);

    static native int posix_spawnattr_destroy(long attributes);

    static native int posix_spawnattr_setflags(long attributes, short flags);

    static native int posix_spawnattr_setsigmask(long attributes, long signals);

    static native int posix_spawnattr_setsigdefault(long attributes, long signals);

    /** Returns null if there is not so much memory. */
    static long malloc(long size) {
        return BY_JNA ? Native.malloc(size) : Stubs.malloc(size);
    }

    static void free(long address) {
        if (BY_JNA) {
            Native.free(address);
        } else {
            Stubs.free(address);
        }
    }

    static void clear(long address, long size) {
        if (BY_JNA) {
            new Pointer(address).clear(size);
        } else {
            Stubs.memset(address, 0, size);
        }
    }

    /** Memory as a buffer, for as long as it is not freed. */
    static ByteBuffer view(long address, long size) {
        ByteBuffer buffer =
                BY_JNA ? new Pointer(address).getByteBuffer(0, size) : Stubs.newDirectByteBuffer(address, size);
        return buffer.order(ByteOrder.nativeOrder());
    }

    /** Where the content of a direct buffer begins, for as long as the buffer can be reached. */
    static long address(ByteBuffer buffer) {
        return BY_JNA
                ? Pointer.nativeValue(Native.getDirectBufferPointer(buffer))
                : Stubs.getDirectBufferAddress(buffer);
    }
}
