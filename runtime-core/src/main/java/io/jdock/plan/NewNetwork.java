package io.jdock.plan;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.List;
import java.util.Set;

/**
 * A network namespace of the container's own, with its loopback interface.
 *
 * <p>To make one takes the kernel as long as all mounts together (it registers some hundred sysctls, a device and the
 * tables of each protocol), so a helper does it while PID 1 builds the file system. PID 1 takes it over before anything
 * depends on it: sysfs, which shows the network namespace of whoever mounts it, sysctls of the network, and whoever looks
 * for it from outside. The loopback interface comes up later, and then the helper ends, before the application starts.
 *
 * <p>Where the processors have enough to do as it is, a helper only takes time itself: then PID 1 does its work, as it is told
 * by a further argument of the program.
 */
final class NewNetwork {
    private static final long IFF_UP = 1;

    /** So that the application is the second process, as if there had been no helper. Below the least kernel.pid_max, 301. */
    private static final long HELPERS_PID = 300;

    /**
     * Memory for the number of a descriptor, and the table that it is in. No signal comes at its end, but {@link #handed} is
     * cleared, and who waits for it is woken.
     */
    private static final List<Flag> SHARED =
            List.of(CloneFlag.CLONE_VM, CloneFlag.CLONE_FILES, CloneFlag.CLONE_CHILD_CLEARTID);

    /** What {@link #handed} holds until it is the descriptor, and 0 when the helper has ended. */
    private static final long NOT_YET = 1;

    private static final Operand ARGUMENTS_SIZE = Operand.of(80);

    /** The exit status of a container that could not be made. */
    private static final int FAILED = 125;

    private final Draft draft;
    private final Slot helper = new Slot("helper");
    private final Slot namespace = new Slot("network");
    private final Slot arguments = new Slot("argc");
    private final Datum.Space handed = new Datum.Space("handed", 8);
    private boolean pending;
    private boolean helping;

    NewNetwork(Draft draft) {
        this.draft = draft;
    }

    /**
     * Whether a helper makes it. Else the first process is born in it: so where the application is PID 1 and shall have no
     * children that it did not make, and where a time namespace is entered, which takes that nobody shares the memory
     * (timens_install() in kernel/time/namespace.c).
     */
    boolean isMadeBeside() {
        return draft.shape.makes(LinuxNamespaceType.NETWORK)
                && !draft.shape.makes(LinuxNamespaceType.TIME)
                && draft.launch.init();
    }

    /** Starts the helper, as early as can be. */
    void begin() {
        if (!isMadeBeside()) {
            return;
        }
        Role role = draft.role();
        Label ahead = new Label("ahead");
        start(ahead);
        draft.in(Role.HELPER);
        make(ahead);
        draft.in(role);
        pending = true;
        helping = true;
    }

    private void start(Label ahead) {
        Code code = draft.step(
                Group.NETWORK,
                "start a helper that makes the network namespace",
                "it takes the kernel as long as all mounts do, so both are done at the same time; but not if as many"
                        + " containers start at once as there are processors");
        code.remedy(Errno.EAGAIN, Supervision.TOO_MANY_PROCESSES);
        Label inside = new Label("inside");
        if (canDoWithout()) {
            Slot stack = new Slot("stack");
            code.stack(stack);
            code.load(arguments, Width.DOUBLE, Operand.of(stack), 0);
            withoutHelper(code, inside);
        }
        code.store(Width.WORD, handed, 0, Operand.of(NOT_YET));
        if (draft.shape.makes(LinuxNamespaceType.PID)) {
            Label returned = new Label("returned");
            // ENOSYS: the seccomp filter of an outer container, which cannot look into the structure
            code.split(
                    helper,
                    Set.of(Errno.ENOSYS, Errno.EPERM),
                    returned,
                    Syscall.CLONE3,
                    Operand.of(arguments()),
                    ARGUMENTS_SIZE);
            code.jump(inside);
            code.mark(returned);
            code.branch(helper, Condition.GREATER, 0, ahead);
        }
        code.split(
                helper,
                Set.of(),
                ahead,
                Syscall.CLONE,
                new Operand.Flags(SHARED),
                Operand.of(0),
                Operand.of(0),
                Operand.of(handed),
                Operand.of(handed)); // AArch64 has it here, and x86-64 what is not looked at
        code.mark(inside);
    }

    /** The arguments of a program on its own are the application's. */
    private boolean canDoWithout() {
        return !draft.launch.standalone();
    }

    private void withoutHelper(Code code, Label target) {
        if (canDoWithout()) {
            code.branch(arguments, Condition.GREATER, Launch.USUAL_ARGUMENTS, target);
        }
    }

    /** clone(2): struct clone_args {flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, size}. */
    private Datum arguments() {
        Datum.Struct number = new Datum.Struct("{" + HELPERS_PID + "}", List.of(new Field.Int(4, HELPERS_PID)));
        return new Datum.Struct(
                "{flags=" + Structures.names(SHARED) + ", set_tid=" + number + "}",
                List.of(
                        new Field.Bits(8, SHARED),
                        zero(),
                        new Field.Pointer(handed, 0),
                        zero(),
                        zero(),
                        zero(),
                        zero(),
                        zero(),
                        new Field.Pointer(number, 0),
                        new Field.Int(8, 1)));
    }

    /** What the helper does. It has no stack of its own and needs none; its slots are its own. */
    private void make(Label ahead) {
        draft.step(
                        Group.NETWORK,
                        "make a network namespace",
                        "the container has interfaces, ports and addresses of its own")
                .run(Syscall.UNSHARE, Operand.of(CloneFlag.CLONE_NEWNET))
                .remedy(Errno.ENOSPC, "too many namespaces: raise sysctl user.max_net_namespaces")
                .remedy(Errno.EINVAL, "this kernel has no network namespaces (CONFIG_NET_NS)");
        Code over = draft.step(
                Group.NETWORK, "hand the network namespace over", "a socket leads to the namespace that it is in");
        Label handedOver = new Label("handed over");
        Slot socket = socket(over);
        withoutHelper(over, handedOver);
        over.callInto(namespace, Set.of(), Syscall.IOCTL, Operand.of(socket), Operand.of(Constant.SIOCGSKNS));
        Steps.tell(over, handed, Operand.of(namespace));
        over.mark(handedOver);
        Code code = bringUpStep();
        bringUp(code, socket);
        withoutHelper(code, ahead);
        code.run(Syscall.EXIT_GROUP, Operand.of(0));
        code.mark(ahead);
    }

    /** Emits what takes the namespace over from its helper, unless that was done before. */
    void enter() {
        if (!pending) {
            return;
        }
        pending = false;
        Code code = draft.step(Group.NETWORK, "enter the network namespace", "what follows depends on it");
        Slot value = new Slot("handed");
        Label made = new Label("made");
        Label inside = new Label("inside");
        withoutHelper(code, inside);
        Steps.awaitOther(code, handed, NOT_YET, value);
        code.branch(value, Condition.GREATER, NOT_YET, made);
        // The helper has ended, and the wait orders its writes before the next read.
        code.run(
                Syscall.WAITID,
                Operand.of(Constant.P_PID),
                Operand.of(helper),
                Operand.of(0),
                Operand.of(Constant.WEXITED, Constant.WNOWAIT, Constant.__WALL),
                Operand.of(0));
        code.move(value, Operand.of(namespace));
        code.branch(value, Condition.GREATER, 0, made);
        code.run(Syscall.EXIT_GROUP, Operand.of(FAILED)); // the helper has told why
        code.mark(made);
        code.run(Syscall.SETNS, Operand.of(value), Operand.of(CloneFlag.CLONE_NEWNET));
        code.run(Syscall.CLOSE, Operand.of(value));
        code.mark(inside);
    }

    /** Emits what waits for the helper's end, unless that was done before. */
    void finish() {
        if (!helping) {
            return;
        }
        helping = false;
        Code code = draft.step(
                Group.NETWORK,
                "wait for the helper's end",
                "the loopback interface is up then, and nobody else is left");
        Datum.Space status = new Datum.Space("status", 8);
        Slot value = new Slot("status");
        Label good = new Label("good");
        withoutHelper(code, good);
        code.run(Syscall.WAIT4, Operand.of(helper), Operand.of(status), Operand.of(Constant.__WALL), Operand.of(0));
        code.load(value, Width.WORD, Operand.of(status), 0);
        code.branch(value, Condition.EQUAL, 0, good);
        code.run(Syscall.EXIT_GROUP, Operand.of(FAILED)); // the helper has told why
        code.mark(good);
    }

    /** A new network namespace has a loopback interface that is down. For one that the first process was born in. */
    void bringUp() {
        if (draft.shape.makes(LinuxNamespaceType.NETWORK) && !isMadeBeside()) {
            Code code = bringUpStep();
            bringUp(code, socket(code));
        }
    }

    private Code bringUpStep() {
        return draft.step(
                Group.NETWORK,
                "bring the loopback interface up",
                "in a new network namespace even 127.0.0.1 is unreachable at first");
    }

    private static Slot socket(Code code) {
        return code.call(
                "socket",
                Syscall.SOCKET,
                Operand.of(Constant.AF_INET),
                Operand.of((Flag) Constant.SOCK_DGRAM, Constant.SOCK_CLOEXEC),
                Operand.of(0));
    }

    private static void bringUp(Code code, Slot socket) {
        // netdevice(7): struct ifreq, 40 bytes: name[16], then the flags. "lo" needs no other flag set by hand.
        Datum.Struct request = new Datum.Struct(
                "{lo, IFF_UP}",
                List.of(
                        new Field.Int(8, 'l' | 'o' << 8),
                        new Field.Int(8, 0),
                        new Field.Int(8, IFF_UP),
                        zero(),
                        zero()));
        code.run(Syscall.IOCTL, Operand.of(socket), Operand.of(Constant.SIOCSIFFLAGS), Operand.of(request));
        code.run(Syscall.CLOSE, Operand.of(socket));
    }

    private static Field zero() {
        return new Field.Int(8, 0);
    }
}
