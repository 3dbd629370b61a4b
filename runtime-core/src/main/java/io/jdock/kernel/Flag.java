package io.jdock.kernel;

import java.util.List;

/**
 * A named bit, or small set of bits, that a system call takes. Implementations are enums whose constants carry the
 * kernel's own names, so that an explanation can print what a manual page prints.
 */
public interface Flag {
    /** The kernel's name of the constant, such as {@code MS_NOSUID}. */
    String name();

    /** The bits on the given architecture; a few {@code O_*} constants differ between architectures. */
    long value(Architecture architecture);

    /** The bits of all flags together; none means zero. */
    static long union(List<? extends Flag> flags, Architecture architecture) {
        long union = 0;
        for (Flag flag : flags) { // no stream: this runs for each argument of each system call of a program
            union |= flag.value(architecture);
        }
        return union;
    }
}
