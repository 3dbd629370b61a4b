package io.jdock.eclipse.core;

/** Numbers of bytes, for people. */
public final class ByteSize {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    private ByteSize() {}

    /** Bytes in a unit that people like. */
    public static String text(long bytes) {
        if (bytes >= GIB) {
            return String.format("%.1f GiB", bytes / (double) GIB);
        }
        return bytes >= MIB
                ? String.format("%.1f MiB", bytes / (double) MIB)
                : String.format("%.1f KiB", bytes / (double) KIB);
    }
}
