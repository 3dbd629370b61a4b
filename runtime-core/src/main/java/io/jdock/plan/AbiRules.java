package io.jdock.plan;

import io.jdock.kernel.Abi;
import io.jdock.kernel.Errno;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.LinuxSeccompArg;
import io.jdock.oci.LinuxSeccompOperator;
import io.jdock.plan.SeccompDecision.Alternative;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rules of a profile for one ABI, by numbers. */
final class AbiRules {
    /** Where the numbers of x32 begin. */
    static final long X32_CALLS = 0x4000_0000L;

    /** The number -1. */
    static final long NO_CALL = 0xffff_ffffL;

    /** From here on, numbers are private to ARM or have the mark of x32. */
    private static final long END_OF_CALLS = 0xf_0000;

    private static final int NOT_THERE = 0x0005_0000 | Errno.ENOSYS.number();

    /** Old 32-bit programs on x86 reach these through socketcall(2), whose first argument tells which is meant. */
    private static final List<String> SOCKET_CALLS = List.of(
            "socket",
            "bind",
            "connect",
            "listen",
            "accept",
            "getsockname",
            "getpeername",
            "socketpair",
            "send",
            "recv",
            "sendto",
            "recvfrom",
            "shutdown",
            "setsockopt",
            "getsockopt",
            "sendmsg",
            "recvmsg",
            "accept4",
            "recvmmsg",
            "sendmmsg");

    /** Likewise those of ipc(2); the upper half of its first argument is a version. */
    private static final Map<String, Integer> IPC_CALLS = Map.ofEntries(
            Map.entry("semop", 1),
            Map.entry("semget", 2),
            Map.entry("semctl", 3),
            Map.entry("semtimedop", 4),
            Map.entry("msgsnd", 11),
            Map.entry("msgrcv", 12),
            Map.entry("msgget", 13),
            Map.entry("msgctl", 14),
            Map.entry("shmat", 21),
            Map.entry("shmdt", 22),
            Map.entry("shmget", 23),
            Map.entry("shmctl", 24));

    private final Abi abi;
    private final SyscallTable table;
    private final int defaultAction;
    private final Map<Long, List<Alternative>> alternatives = new HashMap<>();
    private long newest = -1;

    AbiRules(Abi abi, SyscallTable table, int defaultAction) {
        this.abi = abi;
        this.table = table;
        this.defaultAction = defaultAction;
    }

    Abi abi() {
        return abi;
    }

    /** Adds a rule for a call; does nothing if this ABI has no such call. */
    void add(String name, List<LinuxSeccompArg> conditions, int action, boolean permits) {
        OptionalInt number = table.number(name, abi);
        if (number.isPresent()) {
            long call = Integer.toUnsignedLong(number.getAsInt());
            if ((call & ~X32_CALLS) < END_OF_CALLS) {
                newest = Math.max(newest, call);
            }
            add(call, conditions, action);
        }
        if (abi == Abi.X86) {
            addMultiplexed(name, conditions, action, permits);
        }
    }

    private void add(long call, List<LinuxSeccompArg> conditions, int action) {
        List<Alternative> list = alternatives.get(call);
        if (list == null) {
            list = new ArrayList<>(1);
            alternatives.put(call, list);
        }
        if (conditions.size() < 2 || ofDifferentArguments(conditions)) {
            list.add(new Alternative(conditions, action));
        } else {
            for (LinuxSeccompArg condition : conditions) {
                list.add(new Alternative(List.of(condition), action));
            }
        }
    }

    private static boolean ofDifferentArguments(List<LinuxSeccompArg> conditions) {
        Set<Integer> indexes = new HashSet<>();
        for (LinuxSeccompArg condition : conditions) {
            if (!indexes.add(condition.index())) {
                return false;
            }
        }
        return true;
    }

    /**
     * The arguments proper are in memory then, out of a filter's sight. So what is allowed under conditions is not allowed on
     * this way, and what is forbidden under conditions is forbidden.
     */
    private void addMultiplexed(String name, List<LinuxSeccompArg> conditions, int action, boolean permits) {
        int socketCall = SOCKET_CALLS.indexOf(name) + 1;
        Integer ipcCall = IPC_CALLS.get(name);
        if ((permits && !conditions.isEmpty()) || (socketCall == 0 && ipcCall == null)) {
            return;
        }
        String multiplexer = ipcCall == null ? "socketcall" : "ipc";
        LinuxSeccompArg which = ipcCall == null
                ? new LinuxSeccompArg(0, socketCall, 0, LinuxSeccompOperator.EQ)
                : new LinuxSeccompArg(0, 0xffff, ipcCall, LinuxSeccompOperator.MASKED_EQ);
        OptionalInt number = table.number(multiplexer, abi);
        if (number.isPresent()) {
            add(number.getAsInt(), List.of(which), action);
        }
    }

    /**
     * What is decided for which numbers: each key for itself and all numbers up to the next key.
     *
     * @param newerDoNotExist whether calls that came after the newest one of the profile are to fail with {@code ENOSYS}
     */
    SortedMap<Long, SeccompDecision> decisions(boolean newerDoNotExist) {
        long first = abi == Abi.X32 ? X32_CALLS : 0;
        SortedMap<Long, SeccompDecision> decisions = new TreeMap<>();
        decisions.put(first, SeccompDecision.always(defaultAction));
        if (newerDoNotExist && newest >= 0) {
            decisions.put(newest + 1, SeccompDecision.always(NOT_THERE));
            decisions.put(first + END_OF_CALLS, SeccompDecision.always(defaultAction));
        }
        for (Long call : alternatives.keySet()) {
            decisions.putIfAbsent(call + 1, SeccompDecision.always(defaultAction));
        }
        for (Map.Entry<Long, List<Alternative>> entry : alternatives.entrySet()) {
            decisions.put(entry.getKey(), decision(entry.getValue()));
        }
        return decisions;
    }

    /** The first rule whose conditions hold, or the default. */
    private SeccompDecision decision(List<Alternative> list) {
        int settled = 0;
        while (settled < list.size() && !list.get(settled).conditions().isEmpty()) {
            settled++;
        }
        int otherwise = settled < list.size() ? list.get(settled).action() : defaultAction;
        while (settled > 0 && list.get(settled - 1).action() == otherwise) {
            settled--; // says the same as what follows
        }
        return new SeccompDecision(list.subList(0, settled), otherwise);
    }
}
