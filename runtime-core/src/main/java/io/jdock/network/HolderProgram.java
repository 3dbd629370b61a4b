package io.jdock.network;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import io.jdock.program.Program.Section;
import io.jdock.program.Slot;
import java.util.List;
import java.util.Set;

/**
 * What the process does that holds a network open: it takes a user namespace and a network namespace of its own, says so by
 * {@link #READY} bytes of zero, and ends when the other end of its connection is closed, be it that the JVM was killed.
 */
final class HolderProgram {
    /** Descriptor of the connection. */
    static final int CONNECTION = 3;

    static final int READY = 16;

    /** What failed, by the number of the step. */
    static final List<String> STEPS = List.of("become a process of its own", "make a network namespace");

    private static final int EXIT_STATUS = 125;
    private static final long HIGHEST_DESCRIPTOR = 0xffff_ffffL;

    /** procfs may be read-only, as in a container of another engine: then IPv6 has no way out. */
    private static final Set<Errno> NO_FORWARDING =
            Set.of(Errno.EACCES, Errno.EROFS, Errno.ENOENT, Errno.EPERM, Errno.EBADF);

    private HolderProgram() {}

    static Program make() {
        return new Program(
                List.of(
                        new Section(0, EXIT_STATUS, begin()),
                        new Section(1, EXIT_STATUS, unshare()),
                        new Section(1, EXIT_STATUS, stay())),
                new Program.Failure.Message(CONNECTION));
    }

    private static List<Instruction> begin() {
        return List.of(
                Call.of(Syscall.CLOSE_RANGE, Operand.of(CONNECTION + 1), Operand.of(HIGHEST_DESCRIPTOR), Operand.of(0)),
                Call.of(Syscall.SETSID),
                Call.of(Syscall.CHDIR, Operand.of("/")));
    }

    private static List<Instruction> unshare() {
        Slot file = new Slot("file");
        return List.of(
                Call.of(Syscall.UNSHARE, new Operand.Flags(List.of(CloneFlag.CLONE_NEWUSER, CloneFlag.CLONE_NEWNET))),
                new Call(
                        Syscall.OPENAT,
                        List.of(
                                Operand.of(Constant.AT_FDCWD),
                                Operand.of("/proc/sys/net/ipv6/conf/all/forwarding"),
                                Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                                Operand.of(0)),
                        file,
                        NO_FORWARDING),
                new Call(
                        Syscall.WRITE, List.of(Operand.of(file), Operand.of("1"), Operand.of(1)), null, NO_FORWARDING));
    }

    private static List<Instruction> stay() {
        Datum.Space space = new Datum.Space("ready", READY);
        Slot got = new Slot("got");
        Label again = new Label("again");
        return List.of(
                Call.of(Syscall.WRITE, Operand.of(CONNECTION), Operand.of(space), Operand.of(READY)),
                new Mark(again),
                new Call(
                        Syscall.READ, List.of(Operand.of(CONNECTION), Operand.of(space), Operand.of(1)), got, Set.of()),
                new Branch(got, Condition.GREATER, Operand.of(0), again),
                Call.of(Syscall.EXIT_GROUP, Operand.of(0)));
    }
}
