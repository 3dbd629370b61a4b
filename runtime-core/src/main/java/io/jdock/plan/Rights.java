package io.jdock.plan;

import io.jdock.kernel.Capability;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxCapabilities;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the application may ask of the kernel: capabilities(7), no_new_privs, seccomp(2). */
final class Rights {
    private static final long CAPABILITY_VERSION_3 = 0x20080522; // capget(2): _LINUX_CAPABILITY_VERSION_3
    private static final Operand NONE = Operand.of(0);

    private final Draft draft;

    Rights(Draft draft) {
        this.draft = draft;
    }

    /** Before the user id changes, while the process still may, and for PID 1 too. */
    void limitBounding() {
        LinuxCapabilities capabilities = draft.process.capabilities();
        if (capabilities == null) {
            return;
        }
        Set<Capability> dropped = EnumSet.complementOf(set(capabilities.bounding()));
        if (dropped.isEmpty()) {
            return;
        }
        Code code = draft.step(
                Group.RIGHTS,
                "drop " + dropped.size() + " capabilities from the bounding set",
                "no program, set-user-id or not, can ever bring them back");
        for (Capability capability : dropped) {
            // EINVAL: an older kernel does not know it, so there is nothing to drop
            code.attempt(
                    Set.of(Errno.EINVAL),
                    Syscall.PRCTL,
                    Operand.of(Constant.PR_CAPBSET_DROP),
                    Operand.of(capability.number(), capability.name()),
                    NONE,
                    NONE,
                    NONE);
        }
    }

    /** Without no_new_privs a filter takes CAP_SYS_ADMIN, so it comes before the capabilities go. */
    void filterEarly() {
        if (!draft.process.noNewPrivileges()) {
            filter();
        }
    }

    /** With no_new_privs the filter comes last, so that it sees nothing but the application's calls. */
    void filterLate() {
        if (draft.process.noNewPrivileges()) {
            draft.step(
                            Group.RIGHTS,
                            "set no_new_privs",
                            "set-user-id programs give no rights to the application (Documentation/userspace-api)")
                    .run(Syscall.PRCTL, Operand.of(Constant.PR_SET_NO_NEW_PRIVS), Operand.of(1), NONE, NONE, NONE);
            filter();
        }
    }

    private void filter() {
        draft.launch.seccomp().ifPresent(filter -> {
            int count = filter.instructions().length / 8;
            Datum program = new Datum.Struct("bpf", List.of(new Field.Raw(filter.instructions())));
            // seccomp(2): struct sock_fprog, a short count and an aligned pointer
            Datum.Struct header = new Datum.Struct(
                    "{" + count + " instructions}", List.of(new Field.Int(8, count), new Field.Pointer(program, 0)));
            Code code = draft.step(
                    Group.RIGHTS,
                    "load the seccomp filter",
                    "the kernel refuses all calls that a normal application never makes");
            Slot listener = code.call(
                    "listener",
                    Syscall.SECCOMP,
                    Operand.of(Constant.SECCOMP_SET_MODE_FILTER),
                    Operand.of(filter.flags()),
                    Operand.of(header));
            if (filter.listens()) {
                handOver(code, listener);
            }
            code.remedy(Errno.EINVAL, "this kernel lacks an action or flag of the profile, or seccomp itself")
                    .remedy(Errno.EACCES, "a filter without noNewPrivileges takes CAP_SYS_ADMIN in the user namespace");
        });
    }

    /** The owner knows what the listener is to hear of the container. */
    private void handOver(Code code, Slot listener) {
        Datum.Struct report =
                new Datum.Struct("report", List.of(new Field.Int(8, Report.LISTENER), new Field.Int(8, 0)));
        Operand status = Operand.of(draft.descriptors.status(), "status");
        Steps.sendDescriptor(code, status, report, Report.SIZE, listener, "listener");
        code.remedy(
                Errno.EPERM,
                "linux.seccomp: the profile must allow sendmsg, by which the listener gets its descriptor");
        code.remedy(Errno.EBUSY, "linux.seccomp: an outer filter has a listener already, and there can be only one");
    }

    /** Keeps the permitted set over the coming change of user ids. */
    void keepOverIdChange() {
        if (draft.process.capabilities() != null) {
            draft.step(
                            Group.RIGHTS,
                            "keep capabilities over the change of user",
                            "which ones remain is decided just after it")
                    .run(Syscall.PRCTL, Operand.of(Constant.PR_SET_KEEPCAPS), Operand.of(1), NONE, NONE, NONE);
        }
    }

    /** After the user id has changed. */
    void apply() {
        LinuxCapabilities capabilities = draft.process.capabilities();
        if (capabilities == null) {
            return;
        }
        Set<Capability> permitted = set(capabilities.permitted());
        Code code = draft.step(
                Group.RIGHTS,
                permitted.isEmpty() ? "keep no capability" : "keep " + names(permitted),
                "root's power is cut into pieces, and the application gets the harmless ones");
        Set<Capability> inheritable = set(capabilities.inheritable());
        capset(code, Set.of(), both(set(capabilities.effective()), permitted), permitted, inheritable);
        code.remedy(Errno.EPERM, "permitted must be within what the caller has");
        ambient(both(set(capabilities.ambient()), both(permitted, inheritable)));
    }

    /** What the kernel does not take otherwise is left out, with a warning: config.md, "Linux Process". */
    private static Set<Capability> both(Set<Capability> wanted, Set<Capability> allowed) {
        Set<Capability> granted = EnumSet.noneOf(Capability.class);
        granted.addAll(wanted);
        granted.retainAll(allowed);
        return granted;
    }

    private void ambient(Set<Capability> ambient) {
        if (ambient.isEmpty()) {
            return;
        }
        Code code = draft.step(
                Group.RIGHTS,
                "raise " + names(ambient) + " in the ambient set",
                "a user other than root keeps them over execve");
        for (Capability capability : ambient) {
            code.run(
                    Syscall.PRCTL,
                    Operand.of(Constant.PR_CAP_AMBIENT),
                    Operand.of(Constant.PR_CAP_AMBIENT_RAISE),
                    Operand.of(capability.number(), capability.name()),
                    NONE,
                    NONE);
        }
    }

    /**
     * For PID 1, which runs beside an application that may be the same user, and without its seccomp filter. A process can
     * take over another one only if it has all of its permitted capabilities (ptrace(2), "Ptrace access mode checking"),
     * so PID 1 keeps one that it never uses and that applications are not given by default.
     */
    static void onlyKill(Code code) {
        Set<Capability> kill = EnumSet.of(Capability.CAP_KILL);
        Label done = new Label("done");
        // EPERM: without a user namespace, a caller that lacks the capability itself
        Slot result = capset(
                code, Set.of(Errno.EPERM), kill, EnumSet.of(Capability.CAP_KILL, Capability.CAP_SYS_PTRACE), Set.of());
        code.branch(result, Condition.EQUAL, 0, done);
        capset(code, Set.of(), kill, kill, Set.of());
        code.mark(done);
        code.run(Syscall.PRCTL, Operand.of(Constant.PR_SET_NO_NEW_PRIVS), Operand.of(1), NONE, NONE, NONE);
    }

    private static Slot capset(
            Code code,
            Set<Errno> tolerated,
            Set<Capability> effective,
            Set<Capability> permitted,
            Set<Capability> inheritable) {
        // capget(2): a header {version, pid}, then twice {effective, permitted, inheritable} of 32 bits each
        Datum.Struct header =
                new Datum.Struct("{v3, self}", List.of(new Field.Int(4, CAPABILITY_VERSION_3), new Field.Int(4, 0)));
        long e = bits(effective);
        long p = bits(permitted);
        long i = bits(inheritable);
        Datum.Struct data = new Datum.Struct(
                "{effective=" + hex(e) + ", permitted=" + hex(p) + ", inheritable=" + hex(i) + "}",
                List.of(low(e), low(p), low(i), high(e), high(p), high(i)));
        return code.call("result", tolerated, Syscall.CAPSET, Operand.of(header), Operand.of(data));
    }

    private static String hex(long bits) {
        return "0x" + Long.toHexString(bits);
    }

    private static Field low(long bits) {
        return new Field.Int(4, bits & 0xffff_ffffL);
    }

    private static Field high(long bits) {
        return new Field.Int(4, bits >>> 32);
    }

    private static long bits(Set<Capability> set) {
        return set.stream().mapToLong(capability -> 1L << capability.number()).reduce(0, (a, b) -> a | b);
    }

    /** Names this version does not know are left out, as the specification advises. */
    private static EnumSet<Capability> set(List<String> names) {
        return names.stream()
                .flatMap(name -> Capability.named(name).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Capability.class)));
    }

    private static String names(Set<Capability> set) {
        return set.stream()
                .map(capability -> capability.name().substring("CAP_".length()))
                .collect(Collectors.joining(", "));
    }
}
