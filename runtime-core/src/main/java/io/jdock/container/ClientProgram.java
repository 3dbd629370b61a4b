package io.jdock.container;

import io.jdock.kernel.Constant;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.DescriptorMessage;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Load;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import io.jdock.program.Program.Section;
import io.jdock.program.Slot;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the executable of a {@link LaunchServer} does: it hands its standard streams over, waits for the exit status, and exits with
 * it. All else that the server wants to know, it reads in procfs.
 */
final class ClientProgram {
    /** Bytes of the answer: the exit status, 0 to 255, least significant byte first. */
    static final int ANSWER = 4;

    /** Descriptors that come with the one byte that is the request. */
    static final int STREAMS = 3;

    /** The server is gone, and the container with it: as if killed by SIGKILL. */
    private static final int ORPHANED = 137;

    private static final int EXIT_STATUS = 125;
    private static final long AF_UNIX = 1;
    private static final long SOCK_STREAM = 1;

    /** None of those that are open: all but the standard streams have been closed. */
    private static final long DIRECTORY = 9;

    private ClientProgram() {}

    /**
     * The program.
     *
     * @param socket on which the server listens, absolute
     */
    static Program make(Path socket) {
        Slot connection = new Slot("connection");
        return new Program(
                List.of(
                        new Section(0, EXIT_STATUS, connect(socket, connection)),
                        new Section(1, EXIT_STATUS, request(connection)),
                        new Section(1, EXIT_STATUS, await(connection))),
                new Program.Failure.Text(
                        2,
                        List.of(
                                "jdock: cannot reach the program that starts the container, which has ended or closed its"
                                        + " engine",
                                "jdock: cannot have a container started")));
    }

    /** Through a descriptor of the directory: its path may have no room in an address (unix(7), sun_path). */
    private static List<Instruction> connect(Path socket, Slot connection) {
        Slot directory = new Slot("directory");
        String address = "/proc/self/fd/" + DIRECTORY + "/" + socket.getFileName();
        ByteArrayOutputStream structure = new ByteArrayOutputStream();
        structure.write((int) AF_UNIX);
        structure.write(0);
        structure.writeBytes(address.getBytes(StandardCharsets.UTF_8));
        structure.write(0);
        Datum sockaddr = new Datum.Struct("{AF_UNIX, " + socket + "}", List.of(new Field.Raw(structure.toByteArray())));
        return List.of(
                Call.of(Syscall.CLOSE_RANGE, Operand.of(STREAMS), Operand.of(0xffff_ffffL, "~0"), Operand.of(0)),
                new Call(
                        Syscall.OPENAT,
                        List.of(
                                Operand.of(Constant.AT_FDCWD),
                                Operand.of(String.valueOf(socket.getParent())),
                                Operand.of(OpenFlag.O_PATH, OpenFlag.O_CLOEXEC),
                                Operand.of(0)),
                        directory,
                        Set.of()),
                Call.of(Syscall.DUP3, Operand.of(directory), Operand.of(DIRECTORY), Operand.of(OpenFlag.O_CLOEXEC)),
                new Call(
                        Syscall.SOCKET,
                        List.of(Operand.of(AF_UNIX, "AF_UNIX"), Operand.of(SOCK_STREAM, "SOCK_STREAM"), Operand.of(0)),
                        connection,
                        Set.of()),
                Call.of(Syscall.CONNECT, Operand.of(connection), Operand.of(sockaddr), Operand.of(structure.size())));
    }

    private static List<Instruction> request(Slot connection) {
        DescriptorMessage message = DescriptorMessage.of("{standard streams}", new Datum.Space("byte", 1), 1, 0, 1, 2);
        return List.of(Call.of(Syscall.SENDMSG, Operand.of(connection), Operand.of(message.header()), Operand.of(0)));
    }

    private static List<Instruction> await(Slot connection) {
        Datum.Space answer = new Datum.Space("answer", ANSWER);
        Slot count = new Slot("count");
        Slot status = new Slot("status");
        Label answered = new Label("answered");
        return List.of(
                new Call(
                        Syscall.READ,
                        List.of(Operand.of(connection), Operand.of(answer), Operand.of(ANSWER)),
                        count,
                        Set.of()),
                new Branch(count, Condition.EQUAL, Operand.of(ANSWER), answered),
                Call.of(Syscall.EXIT_GROUP, Operand.of(ORPHANED)),
                new Mark(answered),
                new Load(status, Width.WORD, Operand.of(answer), 0),
                Call.of(Syscall.EXIT_GROUP, Operand.of(status)));
    }
}
