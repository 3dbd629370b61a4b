package io.jdock.network;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
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
import java.util.List;
import java.util.Set;

/**
 * What the process does that makes sockets in a container's network: it enters the namespaces, and then answers each request
 * with a new socket. It is neither in the container's PID namespace nor in its control group, so nobody inside can see it, and
 * a paused container does not stop it. It ends when the other end of its connection is closed, be it that the JVM was killed.
 *
 * <p>A request is two 32-bit numbers, the first two arguments of socket(2). An answer is {@link #ANSWER} bytes: with a socket,
 * all zero; without, {@link #REFUSED} and minus the error number; or a message about a step that failed.
 */
final class SocketMakerProgram {
    /** Descriptor of the connection. */
    static final int CONNECTION = 3;

    /** A pidfd of a process in the namespaces. */
    static final int TARGET = 4;

    static final int REQUEST = 8;
    static final int ANSWER = 16;
    static final int REFUSED = 2;

    /** What failed, by the number of the step. */
    static final List<String> STEPS =
            List.of("enter the container's network", "make a socket in the container's network");

    private static final int EXIT_STATUS = 125;
    private static final long MSG_NOSIGNAL = 0x4000;
    private static final long HIGHEST_DESCRIPTOR = 0xffff_ffffL;
    private static final int CONTROL_SOCKET = 16; // after struct cmsghdr

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

    private final Datum.Space request = new Datum.Space("request", REQUEST);
    private final Datum.Space answer = new Datum.Space("answer", ANSWER);
    private final Datum.Space success = new Datum.Space("success", ANSWER);
    private final Datum.Struct control = new Datum.Struct(
            "{SOL_SOCKET, SCM_RIGHTS}", // cmsg(3): length, level, type, the descriptor, padding
            List.of(new Field.Int(8, 20), new Field.Int(4, 1), new Field.Int(4, 1), new Field.Int(8, 0)));
    private final Datum.Struct vector =
            new Datum.Struct("{success}", List.of(new Field.Pointer(success, 0), new Field.Int(8, ANSWER)));
    private final Datum.Struct message = new Datum.Struct(
            "{socket}", // struct msghdr: no name, one vector, the control message, no flags
            List.of(
                    new Field.Int(8, 0),
                    new Field.Int(8, 0),
                    new Field.Pointer(vector, 0),
                    new Field.Int(8, 1),
                    new Field.Pointer(control, 0),
                    new Field.Int(8, 24),
                    new Field.Int(8, 0)));

    private SocketMakerProgram() {}

    static Program make() {
        SocketMakerProgram program = new SocketMakerProgram();
        return new Program(
                List.of(new Section(0, EXIT_STATUS, enter()), new Section(1, EXIT_STATUS, program.serve())),
                new Program.Failure.Message(CONNECTION));
    }

    /** In a session of its own, so that Ctrl-C ends the container first. The user namespace gives the right to the other. */
    private static List<Instruction> enter() {
        return List.of(
                call(Syscall.CLOSE_RANGE, Operand.of(TARGET + 1), Operand.of(HIGHEST_DESCRIPTOR), Operand.of(0)),
                call(Syscall.SETSID),
                call(
                        Syscall.SETNS,
                        Operand.of(TARGET),
                        new Operand.Flags(List.of(CloneFlag.CLONE_NEWUSER, CloneFlag.CLONE_NEWNET))),
                call(Syscall.CLOSE, Operand.of(TARGET)));
    }

    private List<Instruction> serve() {
        Label next = new Label("next");
        Label asked = new Label("asked");
        Label made = new Label("made");
        Slot got = new Slot("got");
        Slot domain = new Slot("domain");
        Slot type = new Slot("type");
        Slot socket = new Slot("socket");
        return List.of(
                new Mark(next),
                new Call(
                        Syscall.READ,
                        List.of(Operand.of(CONNECTION), Operand.of(request), Operand.of(REQUEST)),
                        got,
                        Set.of()),
                new Branch(got, Condition.EQUAL, Operand.of(REQUEST), asked),
                call(Syscall.EXIT_GROUP, Operand.of(0)),
                new Mark(asked),
                new Load(domain, Width.WORD, Operand.of(request), 0),
                new Load(type, Width.WORD, Operand.of(request), 4),
                new Call(
                        Syscall.SOCKET, List.of(Operand.of(domain), Operand.of(type), Operand.of(0)), socket, REFUSALS),
                new Branch(socket, Condition.GREATER, Operand.of(-1), made),
                new Store(Width.WORD, Operand.of(answer), 0, Operand.of(REFUSED)),
                new Store(Width.WORD, Operand.of(answer), 4, Operand.of(socket)),
                call(Syscall.WRITE, Operand.of(CONNECTION), Operand.of(answer), Operand.of(ANSWER)),
                new Jump(next),
                new Mark(made),
                new Store(Width.WORD, Operand.of(control), CONTROL_SOCKET, Operand.of(socket)),
                call(Syscall.SENDMSG, Operand.of(CONNECTION), Operand.of(message), Operand.of(MSG_NOSIGNAL)),
                call(Syscall.CLOSE, Operand.of(socket)),
                new Jump(next));
    }

    private static Call call(Syscall syscall, Operand... arguments) {
        return new Call(syscall, List.of(arguments), null, Set.of());
    }
}
