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
    /**
     * Where JNA looks for libraries. If it is not set, JNA asks ldconfig(8) once, which takes a tenth of the time of a
     * container's cold start.
     */
    private static final String SEARCH_PATH = "jna.platform.library.path";

    static {
        bind();
    }

    private LibC() {}

    /**
     * Binds the functions below to the C library of this process. JNA reads its search path meanwhile, and then keeps
     * it; what it gets here are the directories that it would put first anyway, and dlopen(3) finds the others by itself.
     */
    private static void bind() {
        boolean set = System.getProperty(SEARCH_PATH) != null;
        if (!set) {
            String gnu = Architecture.current() == Architecture.AARCH64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
            System.setProperty(SEARCH_PATH, "/usr/lib/" + gnu + ":/lib/" + gnu + ":/usr/lib64:/lib64:/usr/lib:/lib");
        }
        try {
            Native.register(LibC.class, "c");
        } catch (UnsatisfiedLinkError e) {
            UnsatisfiedLinkError explained = new UnsatisfiedLinkError("the C library cannot be called through JNA: "
                    + e.getMessage() + "; if the directory for temporary files is mounted noexec, name another one by"
                    + " -Djna.tmpdir=<directory>");
            explained.initCause(e);
            throw explained;
        } finally {
            if (!set) {
                System.clearProperty(SEARCH_PATH);
            }
        }
    }

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
