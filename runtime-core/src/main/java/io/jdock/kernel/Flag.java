package io.jdock.kernel;

/**
 * A named bit, or small set of bits, that a system call takes. Implementations are enums whose constants carry the
 * kernel's own names, so that an explanation can print what a manual page prints.
 */
public interface Flag {
    /** The kernel's name of the constant, such as {@code MS_NOSUID}. */
    String name();

    /** The bits on the given architecture; a few {@code O_*} constants differ between architectures. */
    long value(Architecture architecture);
}
