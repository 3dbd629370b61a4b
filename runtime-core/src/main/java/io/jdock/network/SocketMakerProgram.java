package io.jdock.network;

import io.jdock.kernel.Capability;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.DescriptorMessage;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Jump;
import io.jdock.program.Instruction.Load;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Instruction.Store;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import io.jdock.program.Program.Section;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the process does that makes sockets in a container's network: it waits to be told which that is, enters the namespaces,
 * and then answers each request with a new socket. It is neither in the container's PID namespace nor in its control group, so nobody inside can see it, and
 * a paused container does not stop it. It ends when the other end of its connection is closed, be it that the JVM was killed.
 *
 * <p>A request is three 32-bit numbers, the arguments of socket(2). An answer is {@link #ANSWER} bytes: with a socket,
 * all zero; without, {@link #REFUSED} and minus the error number; or a message about a step that failed.
 */
final class SocketMakerProgram {
    /** Descriptor of the connection. */
    static final int CONNECTION = 3;

    /** Pipe on which a {@link UserModeNetwork} says that it is ready. */
    static final int READY = 4;

    /** Pipe that takes what it says. */
    static final int WORDS = 5;

    /** Where that program finds the connection in the end, whose other end is closed with the JVM. */
    static final int EXIT = 5;

    private static final int LIFELINE = 8;

    /** Bytes of the first message, with which come a pidfd of a process in the namespaces, and the network namespace. */
    static final int PLACE = 1;

    static final int REQUEST = 12;
    static final int ANSWER = 16;
    static final int REFUSED = 2;

    /** What failed, by the number of the step. */
    static final List<String> STEPS = List.of(
            "enter the container's network",
            "make a socket in the container's network",
            "start the program that carries packets");

    /**
     * What that program takes: its own interface and namespaces to hide in. All of it is of the container's user namespace,
     * where it means nothing to the host.
     */
    private static final List<Capability> CARRIER = List.of(
            Capability.CAP_SETGID,
            Capability.CAP_SETUID,
            Capability.CAP_SETPCAP,
            Capability.CAP_NET_BIND_SERVICE,
            Capability.CAP_NET_ADMIN,
            Capability.CAP_NET_RAW,
            Capability.CAP_SYS_ADMIN);

    private static final long CAPABILITY_VERSION_3 = 0x20080522; // capget(2)

    private static final int EXIT_STATUS = 125;
    private static final long MSG_NOSIGNAL = 0x4000;
    private static final long HIGHEST_DESCRIPTOR = 0xffff_ffffL;

    /** What has nothing to do with the program, so that it can go on. */
    private static final Set<Errno> REFUSALS = Set.of(
            Errno.EAFNOSUPPORT,
            Errno.EPROTONOSUPPORT,
            Errno.EACCES,
            Errno.EPERM,
            Errno.EMFILE,
            Errno.ENFILE,
            Errno.ENOBUFS,
            Errno.ENOMEM,
            Errno.EINVAL);

    private final Slot target = new Slot("target");
    private final Slot network = new Slot("network");
    private final Datum.Space request = new Datum.Space("request", REQUEST);
    private final Datum.Space answer = new Datum.Space("answer", ANSWER);
    private final Datum.Space success = new Datum.Space("success", ANSWER);
    private final DescriptorMessage message = DescriptorMessage.of("{socket}", success, ANSWER, 0);

    private SocketMakerProgram() {}

    /**
     * The program.
     *
     * @param outbound is started as well, and ends with it
     * @param namespaces to enter: the network's, and for callers without the rights of root its user namespace
     */
    static Program make(Optional<UserModeNetwork> outbound, List<Flag> namespaces) {
        SocketMakerProgram program = new SocketMakerProgram();
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(0, EXIT_STATUS, begin(outbound.isPresent() ? WORDS : CONNECTION)));
        sections.add(new Section(0, EXIT_STATUS, program.awaitTarget()));
        outbound.ifPresent(network -> sections.addAll(program.carrier(network)));
        sections.add(new Section(0, EXIT_STATUS, program.enter(namespaces)));
        sections.add(new Section(1, EXIT_STATUS, program.serve()));
        return new Program(sections, new Program.Failure.Message(CONNECTION));
    }

    /** In a session of its own, so that Ctrl-C ends the container first. */
    private static List<Instruction> begin(int last) {
        return List.of(
                Call.of(Syscall.CLOSE_RANGE, Operand.of(last + 1), Operand.of(HIGHEST_DESCRIPTOR), Operand.of(0)),
                Call.of(Syscall.SETSID));
    }

    /** It is started before the network is there, and is told where that is. It ends if it is never told. */
    private List<Instruction> awaitTarget() {
        DescriptorMessage place = DescriptorMessage.of("{pidfd, network}", request, PLACE, new int[2]);
        Slot got = new Slot("got");
        Label told = new Label("told");
        return List.of(
                new Call(
                        Syscall.RECVMSG,
                        List.of(
                                Operand.of(CONNECTION),
                                Operand.of(place.header()),
                                Operand.of(Constant.MSG_CMSG_CLOEXEC)),
                        got,
                        Set.of()),
                new Branch(got, Condition.EQUAL, Operand.of(PLACE), told),
                Call.of(Syscall.EXIT_GROUP, Operand.of(0)),
                new Mark(told),
                new Load(target, Width.WORD, Operand.of(place.control()), DescriptorMessage.FIRST),
                new Load(network, Width.WORD, Operand.of(place.control()), DescriptorMessage.FIRST + Integer.BYTES));
    }

    /** The user namespace gives the right to the other. */
    private List<Instruction> enter(List<Flag> namespaces) {
        return List.of(
                Call.of(Syscall.SETNS, Operand.of(target), new Operand.Flags(namespaces)),
                Call.of(
                        Syscall.CLOSE_RANGE,
                        Operand.of(CONNECTION + 1),
                        Operand.of(HIGHEST_DESCRIPTOR),
                        Operand.of(0)));
    }

    /**
     * A child that stays in the host's network and enters the user namespace alone. It shares this process's memory until it
     * executes the program, as with vfork(2).
     */
    private List<Section> carrier(UserModeNetwork program) {
        Label parent = new Label("parent");
        Label held = new Label("held");
        Slot self = new Slot("self");
        Slot child = new Slot("child");
        List<Instruction> split = List.of(
                new Call(Syscall.GETPID, List.of(), self, Set.of()),
                new Call(
                        Syscall.CLONE,
                        List.of(
                                new Operand.Flags(List.of(CloneFlag.CLONE_VM, CloneFlag.CLONE_VFORK, Constant.SIGCHLD)),
                                Operand.of(0),
                                Operand.of(0),
                                Operand.of(0),
                                Operand.of(0)),
                        child,
                        Set.of()),
                new Branch(child, Condition.NOT_EQUAL, Operand.of(0), parent));
        List<Instruction> run = new ArrayList<>();
        run.add(Call.of(Syscall.DUP3, Operand.of(CONNECTION), Operand.of(LIFELINE), Operand.of(0)));
        run.add(Call.of(Syscall.DUP3, Operand.of(WORDS), Operand.of(CONNECTION), Operand.of(0))); // failures, too
        run.add(Call.of(Syscall.SETNS, Operand.of(target), Operand.of(CloneFlag.CLONE_NEWUSER)));
        run.addAll(becomeRoot());
        run.addAll(keepRights());
        run.addAll(dieWithParent(self, held));
        run.add(Call.of(Syscall.DUP3, Operand.of(network), Operand.of(0), Operand.of(0)));
        run.add(Call.of(Syscall.DUP3, Operand.of(WORDS), Operand.of(1), Operand.of(0)));
        run.add(Call.of(Syscall.DUP3, Operand.of(WORDS), Operand.of(2), Operand.of(0)));
        if (program.readyDescriptor() != READY) {
            run.add(Call.of(Syscall.DUP3, Operand.of(READY), Operand.of(program.readyDescriptor()), Operand.of(0)));
            run.add(Call.of(Syscall.CLOSE, Operand.of(READY)));
        }
        run.add(Call.of(Syscall.DUP3, Operand.of(LIFELINE), Operand.of(EXIT), Operand.of(0)));
        run.add(Call.of(Syscall.CLOSE_RANGE, Operand.of(EXIT + 1), Operand.of(HIGHEST_DESCRIPTOR), Operand.of(0)));
        run.add(Call.of(Syscall.CHDIR, Operand.of("/")));
        run.add(Call.of(
                Syscall.EXECVE,
                Operand.of(program.program().toString()),
                Structures.strings(program.command()),
                Structures.strings(List.of())));
        return List.of(
                new Section(0, EXIT_STATUS, split),
                new Section(2, EXIT_STATUS, run),
                new Section(0, EXIT_STATUS, List.of(new Mark(parent), letGo())));
    }

    /** Nobody waits for the child's status: when it ends it shall be gone (sigaction(2), SIG_IGN of SIGCHLD). */
    private static Call letGo() {
        Datum.Struct ignore = new Datum.Struct(
                "{SIG_IGN}", // the kernel's struct sigaction: handler, flags, restorer, mask
                List.of(new Field.Int(8, 1), new Field.Int(8, 0), new Field.Int(8, 0), new Field.Int(8, 0)));
        return Call.of(
                Syscall.RT_SIGACTION,
                Operand.of(Constant.SIGCHLD),
                Operand.of(ignore),
                Operand.of(0),
                Operand.of(Long.BYTES));
    }

    /**
     * The host's root has no id inside, and must not stay who it is. Where only another id than 0 is mapped, which is then the
     * caller's, that has to do.
     */
    private static List<Instruction> becomeRoot() {
        Operand zero = Operand.of(0);
        return List.of(
                attempt(Syscall.SETGROUPS, zero, zero),
                attempt(Syscall.SETRESGID, zero, zero, zero),
                attempt(Syscall.SETRESUID, zero, zero, zero));
    }

    /**
     * By execve(2), a user other than root would lose all capabilities, and root would get all: capabilities(7), "ambient" and
     * "securebits".
     */
    private static List<Instruction> keepRights() {
        long rights = 0;
        for (Capability capability : CARRIER) {
            rights |= 1L << capability.number();
        }
        Datum.Struct header =
                new Datum.Struct("{v3, self}", List.of(new Field.Int(4, CAPABILITY_VERSION_3), new Field.Int(4, 0)));
        Field.Int low = new Field.Int(4, rights);
        Field.Int high = new Field.Int(4, 0);
        Datum.Struct data = new Datum.Struct("{rights}", List.of(low, low, low, high, high, high));
        List<Instruction> instructions = new ArrayList<>();
        instructions.add(Call.of(
                Syscall.PRCTL,
                Operand.of(Constant.PR_SET_SECUREBITS),
                Operand.of(Constant.SECBIT_NOROOT),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0)));
        instructions.add(Call.of(Syscall.CAPSET, Operand.of(header), Operand.of(data)));
        CARRIER.forEach(capability -> instructions.add(Call.of(
                Syscall.PRCTL,
                Operand.of(Constant.PR_CAP_AMBIENT),
                Operand.of(Constant.PR_CAP_AMBIENT_RAISE),
                Operand.of(capability.number()),
                Operand.of(0),
                Operand.of(0))));
        return instructions;
    }

    /** After the last change of rights, each of which undoes it (PR_SET_PDEATHSIG(2const)). */
    private static List<Instruction> dieWithParent(Slot expected, Label held) {
        Slot parent = new Slot("parent");
        return List.of(
                Call.of(
                        Syscall.PRCTL,
                        Operand.of(Constant.PR_SET_PDEATHSIG),
                        Operand.of(Constant.SIGKILL),
                        Operand.of(0),
                        Operand.of(0),
                        Operand.of(0)),
                new Call(Syscall.GETPPID, List.of(), parent, Set.of()),
                new Branch(parent, Condition.EQUAL, Operand.of(expected), held),
                Call.of(Syscall.EXIT_GROUP, Operand.of(EXIT_STATUS)),
                new Mark(held));
    }

    private static Call attempt(Syscall syscall, Operand... arguments) {
        return new Call(syscall, List.of(arguments), null, Set.of(Errno.EPERM, Errno.EINVAL));
    }

    private List<Instruction> serve() {
        Label next = new Label("next");
        Label asked = new Label("asked");
        Label made = new Label("made");
        Slot got = new Slot("got");
        Slot domain = new Slot("domain");
        Slot type = new Slot("type");
        Slot protocol = new Slot("protocol");
        Slot socket = new Slot("socket");
        return List.of(
                new Mark(next),
                new Call(
                        Syscall.READ,
                        List.of(Operand.of(CONNECTION), Operand.of(request), Operand.of(REQUEST)),
                        got,
                        Set.of()),
                new Branch(got, Condition.EQUAL, Operand.of(REQUEST), asked),
                Call.of(Syscall.EXIT_GROUP, Operand.of(0)),
                new Mark(asked),
                new Load(domain, Width.WORD, Operand.of(request), 0),
                new Load(type, Width.WORD, Operand.of(request), 4),
                new Load(protocol, Width.WORD, Operand.of(request), 8),
                new Call(
                        Syscall.SOCKET,
                        List.of(Operand.of(domain), Operand.of(type), Operand.of(protocol)),
                        socket,
                        REFUSALS),
                new Branch(socket, Condition.GREATER, Operand.of(-1), made),
                new Store(Width.WORD, Operand.of(answer), 0, Operand.of(REFUSED)),
                new Store(Width.WORD, Operand.of(answer), 4, Operand.of(socket)),
                Call.of(Syscall.WRITE, Operand.of(CONNECTION), Operand.of(answer), Operand.of(ANSWER)),
                new Jump(next),
                new Mark(made),
                new Store(Width.WORD, Operand.of(message.control()), DescriptorMessage.FIRST, Operand.of(socket)),
                Call.of(
                        Syscall.SENDMSG,
                        Operand.of(CONNECTION),
                        Operand.of(message.header()),
                        Operand.of(MSG_NOSIGNAL)),
                Call.of(Syscall.CLOSE, Operand.of(socket)),
                new Jump(next));
    }
}
