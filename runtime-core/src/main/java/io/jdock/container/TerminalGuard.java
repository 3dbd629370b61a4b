package io.jdock.container;

import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Signal;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.kernel.Syscall;
import io.jdock.kernel.Terminal;
import io.jdock.program.Datum;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import java.util.List;
import java.util.Set;

/**
 * A process that gives a terminal its settings back when this JVM is killed, which then cannot: a shell in raw mode shows
 * nothing of what is typed. Does nothing if it is closed before.
 */
final class TerminalGuard implements AutoCloseable {
    private static final String NAME = "jdock-terminal";
    private static final int LEASH = 3;
    private static final int TERMINAL = 4;
    private static final long HIGHEST_DESCRIPTOR = 0xffff_ffffL;
    private static final int EXIT_STATUS = 125;

    private final Child process;
    private final Descriptor leash;

    private TerminalGuard(Child process, Descriptor leash) {
        this.process = process;
        this.leash = leash;
    }

    /**
     * Starts the process.
     *
     * @param settings that the terminal is to have afterwards
     */
    static TerminalGuard over(Descriptor terminal, byte[] settings) throws KernelException {
        try (Descriptor executable = new Launcher().executable(program(settings));
                Pipe pipe = Pipe.open()) {
            Child process = new Spawn(
                            new Spawn.Executable.Open(executable),
                            List.of(NAME),
                            List.of(),
                            List.of(new Inheritance(pipe.reader(), LEASH), new Inheritance(terminal, TERMINAL)))
                    .start();
            return new TerminalGuard(process, pipe.writer().duplicate());
        }
    }

    /**
     * In a session of its own, what concerns the terminal's users is no concern of the process: it gets no signal of a key, and
     * may set the terminal though it is in the background (tty_check_change() of the kernel looks at controlling terminals only).
     */
    private static Program program(byte[] settings) {
        Datum before = new Datum.Struct("{settings}", List.of(new Datum.Field.Raw(settings)));
        Datum nothing = new Datum.Space("nothing", 1);
        List<Instruction> instructions = List.of(
                call(Set.of(), Syscall.SETSID),
                call(
                        Set.of(),
                        Syscall.CLOSE_RANGE,
                        Operand.of(TERMINAL + 1),
                        Operand.of(HIGHEST_DESCRIPTOR),
                        Operand.of(0)),
                call(Set.of(), Syscall.CLOSE_RANGE, Operand.of(0), Operand.of(LEASH - 1), Operand.of(0)),
                call(Set.of(), Syscall.READ, Operand.of(LEASH), Operand.of(nothing), Operand.of(1)), // until its end
                call(
                        Set.of(Errno.EIO, Errno.ENOTTY), // a terminal that is gone needs nothing
                        Syscall.IOCTL,
                        Operand.of(TERMINAL),
                        Operand.of(Terminal.TCSETSW),
                        Operand.of(before)));
        return new Program(
                List.of(new Program.Section(0, EXIT_STATUS, instructions)), new Program.Failure.Message(LEASH));
    }

    private static Call call(Set<Errno> tolerated, Syscall syscall, Operand... arguments) {
        return new Call(syscall, List.of(arguments), null, tolerated);
    }

    /** Ends the process. */
    @Override
    public void close() throws KernelException {
        try (process;
                leash) {
            process.signal(Signal.SIGKILL);
            process.waitFor();
        }
    }
}
