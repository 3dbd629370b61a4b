package io.jdock.maven;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What exit statuses mean by convention. */
final class ExitStatus {
    /** As a shell counts: 128 and the number of the signal. */
    private static final int SIGNALS = 128;

    private static final int SIGKILL = 9;

    /** Of who is ended by Ctrl-C (SIGINT). */
    static final int INTERRUPTED = SIGNALS + 2;

    /** The signals that end applications, by their numbers on all architectures of jdock. */
    private static final Map<Integer, String> NAMES = Map.of(
            1,
            "SIGHUP",
            2,
            "SIGINT",
            3,
            "SIGQUIT",
            4,
            "SIGILL",
            6,
            "SIGABRT",
            SIGKILL,
            "SIGKILL",
            11,
            "SIGSEGV",
            15,
            "SIGTERM",
            31,
            "SIGSYS, a system call that the seccomp profile forbids");

    /** The number, with the signal's name if a signal ended the application. */
    static String describe(int status) {
        String signal = NAMES.get(status - SIGNALS);
        return signal == null ? String.valueOf(status) : status + " (" + signal + ")";
    }

    /**
     * The same of a container, where it is known whether the kernel killed for want of memory.
     *
     * @param limit of memory as the user wrote it; null if that is the machine's
     */
    static String describe(int status, boolean oomKilled, @Nullable String limit) {
        if (status != SIGNALS + SIGKILL || !oomKilled) {
            return describe(status);
        }
        String of = limit == null ? "" : " of " + limit;
        return describe(status) + ": the kernel killed it because the container needed more memory than its limit" + of
                + "; raise <memory> (-Djdock.memory), or let the JVM take less of it (-Xmx, -XX:MaxRAMPercentage)";
    }

    private ExitStatus() {}
}
