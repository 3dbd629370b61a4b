package io.jdock.kernel;

/** System calls made by the JVM itself. */
final class Kernel {
    /** In place of a directory's descriptor: the working directory. */
    static final long AT_FDCWD = -100;

    static final Architecture ARCHITECTURE = Architecture.current();

    private Kernel() {}

    /**
     * Makes a system call, again when a signal interrupts it.
     *
     * @param subject what it is about, put into words only for the error
     */
    static long call(Syscall syscall, Object subject, long... arguments) throws KernelException {
        long result = uninterrupted(syscall, arguments);
        if (result < 0) {
            throw new KernelException(syscall.label(), subject.toString(), (int) -result);
        }
        return result;
    }

    /** Makes a system call, again when a signal interrupts it; returns the result, or minus the error number. */
    static long uninterrupted(Syscall syscall, long... arguments) {
        long result;
        do {
            result = attempt(syscall, arguments);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /** Makes a system call once; returns the result, or minus the error number. */
    static long attempt(Syscall syscall, long... arguments) {
        return LibC.call(
                syscall.number(ARCHITECTURE),
                argument(arguments, 0),
                argument(arguments, 1),
                argument(arguments, 2),
                argument(arguments, 3),
                argument(arguments, 4),
                argument(arguments, 5));
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }

    /** Flags together, for this JVM's architecture. */
    static long bits(Flag... flags) {
        long bits = 0;
        for (Flag flag : flags) {
            bits |= flag.value(ARCHITECTURE);
        }
        return bits;
    }
}
