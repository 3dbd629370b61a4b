package io.jdock.kernel;

/** The way from Java to the C library. */
public final class NativeCode {
    private NativeCode() {}

    /**
     * Loads it, unless that is done already. JNA, if that is the way, takes a third of a command's time; so a thread can begin
     * ahead, and whoever makes the first system call waits for it at most.
     *
     * @throws UnsatisfiedLinkError if the C library cannot be called
     */
    public static void load() {
        LibC.free(0);
    }
}
