package io.jdock.maven;

import java.util.Map;

/** What exit statuses mean by convention. */
final class ExitStatus {
    /** As a shell counts: 128 and the number of the signal. */
    private static final int SIGNALS = 128;

    /** The signals that end applications, by their numbers on all architectures of jdock. */
    private static final Map<Integer, String> NAMES = Map.of(
            1, "SIGHUP",
            2, "SIGINT",
            3, "SIGQUIT",
            4, "SIGILL",
            6, "SIGABRT",
            9, "SIGKILL",
            11, "SIGSEGV",
            15, "SIGTERM",
            31, "SIGSYS, a system call that the seccomp profile forbids");

    /** The number, with the signal's name if a signal ended the application. */
    static String describe(int status) {
        String signal = NAMES.get(status - SIGNALS);
        return signal == null ? String.valueOf(status) : status + " (" + signal + ")";
    }

    private ExitStatus() {}
}
