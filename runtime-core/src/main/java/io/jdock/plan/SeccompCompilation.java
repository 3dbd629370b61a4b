package io.jdock.plan;

import io.jdock.kernel.Abi;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Errno;
import io.jdock.kernel.SeccompFlag;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.Arch;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSeccompAction;
import io.jdock.oci.LinuxSeccompArg;
import io.jdock.oci.LinuxSeccompFlag;
import io.jdock.oci.LinuxSyscall;
import io.jdock.plan.SeccompCode.Calls;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run of {@link SeccompCompiler}. */
final class SeccompCompilation {
    static final int KILL_PROCESS = 0x8000_0000;

    /** The kernel's BPF_MAXINSNS. */
    private static final int MOST_INSTRUCTIONS = 4096;

    /** The kernel's MAX_ERRNO: above it, seccomp(2) takes less. */
    private static final int MAX_ERRNO = 4095;

    /** {@code SECCOMP_RET_DATA}. */
    private static final int MAX_DATA = 0xffff;

    private final LinuxSeccomp profile;
    private final Architecture architecture;
    private final SyscallTable table;
    private final int defaultAction;
    private final Set<String> unknown = new LinkedHashSet<>();

    SeccompCompilation(LinuxSeccomp profile, Architecture architecture, SyscallTable table) {
        this.profile = profile;
        this.architecture = architecture;
        this.table = table;
        this.defaultAction =
                action(profile.defaultAction(), profile.defaultErrnoRet(), "linux.seccomp.defaultErrnoRet");
    }

    SeccompFilter run() {
        refuseUnanswerable();
        List<AbiRules> rules = new ArrayList<>();
        for (Abi abi : Abi.of(architecture)) { // no streams: see SeccompCompiler
            if (rules.isEmpty() || profile.architectures().contains(Arch.valueOf(abi.name()))) {
                rules.add(new AbiRules(abi, table, defaultAction));
            }
        }
        for (int i = 0; i < profile.syscalls().size(); i++) {
            add(rules, profile.syscalls().get(i), "linux.seccomp.syscalls[" + i + "]");
        }
        // libseccomp's filters kill a thread alone, for which the rest of the process may then wait for ever.
        byte[] instructions = new SeccompCode().filter(calls(rules), KILL_PROCESS);
        SeccompFilter filter = new SeccompFilter(instructions, flags(), List.copyOf(unknown));
        if (filter.length() > MOST_INSTRUCTIONS) {
            throw new PlanException(
                    "linux.seccomp.syscalls",
                    "the filter takes " + filter.length() + " instructions, and the kernel at most " + MOST_INSTRUCTIONS
                            + ": use fewer conditions or architectures");
        }
        return filter;
    }

    /** Calls of x32 come under the architecture of x86-64, with numbers of their own. */
    private List<Calls> calls(List<AbiRules> rules) {
        List<Calls> calls = new ArrayList<>();
        SortedMap<Long, SeccompDecision> x32 = new TreeMap<>();
        x32.put(AbiRules.X32_CALLS, SeccompDecision.always(KILL_PROCESS));
        for (int i = rules.size() - 1; i >= 0; i--) { // x32 is the last one
            Abi abi = rules.get(i).abi();
            SortedMap<Long, SeccompDecision> decisions = rules.get(i).decisions(newerCallsAreToldApart());
            if (abi == Abi.X32) {
                x32 = decisions;
                continue;
            }
            if (abi == Abi.X86_64) {
                decisions.tailMap(AbiRules.X32_CALLS).clear();
                decisions.putAll(x32);
                // a tracer skips a call by making -1 of its number (ptrace(2))
                decisions.put(AbiRules.NO_CALL, SeccompDecision.always(defaultAction));
            }
            calls.add(0, new Calls(abi.auditArchitecture(), abi.argumentBits(), decisions));
        }
        return calls;
    }

    /** A permissive default is meant for newer calls too, and who asks for death or a signal gets it. */
    private boolean newerCallsAreToldApart() {
        return profile.defaultAction() == LinuxSeccompAction.ERRNO;
    }

    // ---- rules

    private void add(List<AbiRules> all, LinuxSyscall rule, String field) {
        int action = action(rule.action(), rule.errnoRet(), field + ".errnoRet");
        checkIndexes(rule.args(), field + ".args");
        for (String name : rule.names()) {
            if (table.knows(name)) {
                for (AbiRules rules : all) {
                    rules.add(name, rule.args(), action, permits(rule.action()));
                }
            } else {
                leaveOut(name, rule, field);
            }
        }
    }

    private void leaveOut(String name, LinuxSyscall rule, String field) {
        if (permits(profile.defaultAction()) && !permits(rule.action())) {
            throw new PlanException(
                    field + ".names",
                    "no system call is known by the name '" + name
                            + "', so it cannot be forbidden: correct the name, or give the calls that are allowed instead");
        }
        unknown.add(name);
    }

    private static boolean permits(LinuxSeccompAction action) {
        return action == LinuxSeccompAction.ALLOW || action == LinuxSeccompAction.LOG;
    }

    private static void checkIndexes(List<LinuxSeccompArg> arguments, String field) {
        for (int i = 0; i < arguments.size(); i++) {
            int index = arguments.get(i).index();
            if (index < 0 || index > 5) {
                throw new PlanException(field + "[" + i + "].index", index + ": a system call has arguments 0 to 5");
            }
        }
    }

    // ---- actions and flags

    /** {@code SECCOMP_RET_*} of seccomp(2). */
    private static int action(LinuxSeccompAction action, @Nullable Integer errno, String field) {
        boolean takesErrno = action == LinuxSeccompAction.ERRNO || action == LinuxSeccompAction.TRACE;
        if (errno != null && !takesErrno) {
            throw new PlanException(field, "the action " + action.json() + " has no error number");
        }
        int data = errno == null ? Errno.EPERM.number() : errno;
        int most = action == LinuxSeccompAction.ERRNO ? MAX_ERRNO : MAX_DATA;
        if (data < 0 || data > most) {
            throw new PlanException(field, data + " is not between 0 and " + most);
        }
        return switch (action) {
            case KILL, KILL_THREAD -> 0;
            case KILL_PROCESS -> KILL_PROCESS;
            case TRAP -> 0x0003_0000;
            case ERRNO -> 0x0005_0000 | data;
            case NOTIFY -> 0x7fc0_0000;
            case TRACE -> 0x7ff0_0000 | data;
            case LOG -> 0x7ffc_0000;
            case ALLOW -> 0x7fff_0000;
        };
    }

    private List<SeccompFlag> flags() {
        Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
        for (LinuxSeccompFlag flag : profile.flags()) {
            flags.add(SeccompFlag.valueOf("SECCOMP_FILTER_FLAG_" + flag.name()));
        }
        if (notifies()) {
            flags.add(SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER);
            if (flags.contains(SeccompFlag.SECCOMP_FILTER_FLAG_TSYNC)) {
                flags.add(SeccompFlag.SECCOMP_FILTER_FLAG_TSYNC_ESRCH);
            }
        } else {
            flags.remove(SeccompFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV); // EINVAL without a listener
        }
        return List.copyOf(flags);
    }

    private boolean notifies() {
        for (LinuxSyscall rule : profile.syscalls()) {
            if (rule.action() == LinuxSeccompAction.NOTIFY) {
                return true;
            }
        }
        return false;
    }

    /** Before the listener has its descriptor, nobody answers; the calls that bring it there would wait for ever. */
    private void refuseUnanswerable() {
        if (profile.defaultAction() == LinuxSeccompAction.NOTIFY) {
            throw new PlanException("linux.seccomp.defaultAction", "SCMP_ACT_NOTIFY is for single system calls only");
        }
        for (int i = 0; i < profile.syscalls().size(); i++) {
            LinuxSyscall rule = profile.syscalls().get(i);
            if (rule.action() != LinuxSeccompAction.NOTIFY) {
                continue;
            }
            String field = "linux.seccomp.syscalls[" + i + "]";
            if (profile.listenerPath() == null) {
                throw new PlanException(field + ".action", "SCMP_ACT_NOTIFY needs linux.seccomp.listenerPath");
            }
            for (String call : List.of("write", "sendmsg")) {
                if (rule.names().contains(call)) {
                    throw new PlanException(
                            field + ".names",
                            "SCMP_ACT_NOTIFY cannot be used for '" + call + "', which hands the listener over");
                }
            }
        }
    }
}
