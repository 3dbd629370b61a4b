package io.jdock.kernel;

import com.sun.jna.Native;

/**
 * Functions of the C library, bound directly: JNA generates the stub of each from its declaration. Addresses and sizes
 * are {@code long}, so that no object of JNA is made for a call. Blocking calls hold no lock, and let the garbage
 * collector work.
 *
 * <p>System calls go through the one function syscall(2), whose arguments are the kernel's own: what is not there on one
 * architecture, or has no wrapper in an older C library, needs no special care.
 */
final class LibC {
    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    /** Returns -1 on error, and then {@link #errno} is set. */
    static native long syscall(long number, long a, long b, long c, long d, long e, long f);

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

    /** The error number of this thread's last call; JNA keeps it from what the JVM itself does in between. */
    static int errno() {
        return Native.getLastError();
    }
}
