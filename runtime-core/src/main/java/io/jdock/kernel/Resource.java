package io.jdock.kernel;

import java.util.Locale;
import java.util.Optional;

/**
 * What the kernel limits for each process, getrlimit(2). The numbers are those of {@code
 * include/uapi/asm-generic/resource.h}, which x86-64 and AArch64 share (MIPS, SPARC and Alpha do not). The constants stand
 * in the order of their numbers.
 */
public enum Resource {
    /** Processor time in seconds. */
    RLIMIT_CPU,
    /** Size of a file in bytes. */
    RLIMIT_FSIZE,
    /** Data segment in bytes. */
    RLIMIT_DATA,
    /** Stack of the first thread in bytes. */
    RLIMIT_STACK,
    /** Size of a core dump in bytes. */
    RLIMIT_CORE,
    /** Resident set in bytes; without effect since Linux 2.4.30. */
    RLIMIT_RSS,
    /** Processes and threads of the real user. */
    RLIMIT_NPROC,
    /** One more than the highest file descriptor. */
    RLIMIT_NOFILE,
    /** Memory locked in RAM in bytes. */
    RLIMIT_MEMLOCK,
    /** Address space in bytes. */
    RLIMIT_AS,
    /** File locks and leases; without effect since Linux 2.4.25. */
    RLIMIT_LOCKS,
    /** Signals queued for the real user. */
    RLIMIT_SIGPENDING,
    /** POSIX message queues of the real user in bytes. */
    RLIMIT_MSGQUEUE,
    /** Nice value, as 20 minus it: 1 to 40. */
    RLIMIT_NICE,
    /** Real-time priority, 0 to 99. */
    RLIMIT_RTPRIO,
    /** Processor time in microseconds that a real-time thread may take without a blocking call. */
    RLIMIT_RTTIME;

    private static final String PREFIX = "RLIMIT_";

    /** The number by which prlimit(2) knows it, 0 to 15. */
    @SuppressWarnings(
            "EnumOrdinal") // the constants are declared in the order of their numbers, and a test holds them to it
    public int number() {
        return ordinal();
    }

    /**
     * The resource with this name, upper or lower case, with or without {@code RLIMIT_}: {@code RLIMIT_NOFILE} of the OCI
     * specification is {@code nofile} of limits.conf(5) and Docker.
     *
     * @return empty if no resource is called so
     */
    public static Optional<Resource> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String full = upper.startsWith(PREFIX) ? upper : PREFIX + upper;
        for (Resource resource : values()) {
            if (resource.name().equals(full)) {
                return Optional.of(resource);
            }
        }
        return Optional.empty();
    }
}
