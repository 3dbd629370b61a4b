package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.Set;

/** What a supervisor is told of a signal (signalfd(2)) or of a process that has ended (waitid(2)), and what it makes of that. */
final class SignalInfo {
    private static final int BYTES = 128; // struct signalfd_siginfo and siginfo_t alike
    private static final int SIGNAL = 0; // of a signalfd_siginfo
    private static final int CODE = 8; // of a siginfo_t
    private static final int PID = 16;
    private static final int STATUS = 24;
    private static final int CLD_EXITED = 1;
    private static final int EXIT_BY_SIGNAL = 128;

    private final Datum.Space bytes = new Datum.Space("info", BYTES);
    private final Slot exit = new Slot("status");

    /** Where waitid(2) is to put it. */
    Operand place() {
        return Operand.of(bytes);
    }

    /** Reads the number of the next signal. */
    void readSignal(Code code, Slot signals, Slot number) {
        code.run(Syscall.READ, Operand.of(signals), place(), Operand.of(BYTES));
        code.load(number, Width.WORD, place(), SIGNAL);
    }

    /** Which process has ended; 0 if none had yet. */
    void pid(Code code, Slot to) {
        code.load(to, Width.WORD, place(), PID);
    }

    /** Keeps the exit status of the process that has ended: 128 + n where a signal n ended it. */
    void keepExit(Code code) {
        Slot reason = new Slot("reason");
        Label exited = new Label("exited");
        code.load(reason, Width.WORD, place(), CODE);
        code.load(exit, Width.WORD, place(), STATUS);
        code.branch(reason, Condition.EQUAL, CLD_EXITED, exited);
        code.compute(exit, Operation.ADD, Operand.of(EXIT_BY_SIGNAL));
        code.mark(exited);
    }

    /** Writes the status that was kept, as a number of 32 bits. Nothing happens if there is no pipe, or nobody to read it. */
    void tellExit(Code code, Operand pipe) {
        code.store(Width.WORD, bytes, 0, Operand.of(exit));
        code.attempt(Set.of(Errno.EPIPE, Errno.EBADF), Syscall.WRITE, pipe, place(), Operand.of(Integer.BYTES));
    }

    /** Ends with the status that was kept. */
    void exit(Code code) {
        code.run(Syscall.EXIT_GROUP, Operand.of(exit));
    }
}
