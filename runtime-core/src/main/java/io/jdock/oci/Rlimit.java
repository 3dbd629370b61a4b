package io.jdock.oci;

/**
 * A resource limit of setrlimit(2) (config.md, "POSIX process").
 *
 * @param type such as {@code RLIMIT_NOFILE}
 * @param soft what is enforced: an unsigned 64-bit number, {@link #INFINITY} for no limit
 * @param hard what {@code soft} may be raised to: an unsigned 64-bit number, not below {@code soft}
 */
public record Rlimit(
        @Required String type,
        @Required @Uint64 long soft,
        @Required @Uint64 long hard) {
    /** {@code RLIM_INFINITY}, 18446744073709551615: all bits are set. */
    public static final long INFINITY = -1;
}
