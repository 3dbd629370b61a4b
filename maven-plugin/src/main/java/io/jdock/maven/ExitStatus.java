package io.jdock.maven;

import io.jdock.container.Container;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import io.jdock.service.ServiceState;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a process in a container ended, by convention.
 *
 * @param status as a shell has it
 * @param oomKilled whether memory ran out in the container
 * @param pidsExhausted whether processes did
 * @param memory the limit in bytes
 * @param pids the limit of processes and threads
 */
record ExitStatus(int status, boolean oomKilled, boolean pidsExhausted, OptionalLong memory, OptionalLong pids) {
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

    /** Of a container that has ended. */
    static ExitStatus of(Container container) {
        LinuxResources resources = container.spec().linux().resources();
        LinuxMemory memory = resources == null ? null : resources.memory();
        LinuxPids pids = resources == null ? null : resources.pids();
        return new ExitStatus(
                container.exitValue(),
                container.oomKilled(),
                container.pidsExhausted(),
                number(memory == null ? null : memory.limit()),
                number(pids == null ? null : pids.limit()));
    }

    /** Of a process in a service's container. */
    static ExitStatus of(int status, ServiceState service) {
        return new ExitStatus(status, service.oomKilled(), service.pidsExhausted(), service.memory(), service.pids());
    }

    /** Of a service that has ended. */
    static ExitStatus of(ServiceState service) {
        return of(service.exit().orElseThrow(), service);
    }

    private static OptionalLong number(@Nullable Long number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** The number, with the signal's name if a signal ended the application, and what can be done about a limit that did. */
    String describe() {
        if (status == SIGNALS + SIGKILL && oomKilled) {
            return named() + ": the kernel killed it because the container needed more memory than its limit"
                    + of(memory, " bytes") + "; raise <memory> (-Djdock.memory), or let the JVM take less of it (-Xmx,"
                    + " -XX:MaxRAMPercentage)";
        }
        if (status != 0 && pidsExhausted) {
            return named() + ": the container reached its limit" + of(pids, " processes and threads")
                    + "; raise <pids> (-Djdock.pids), of which a JVM takes about 20 for itself";
        }
        return named();
    }

    private static String of(OptionalLong limit, String unit) {
        return limit.isPresent() ? " of " + limit.getAsLong() + unit : "";
    }

    private String named() {
        String signal = NAMES.get(status - SIGNALS);
        return signal == null ? String.valueOf(status) : status + " (" + signal + ")";
    }
}
