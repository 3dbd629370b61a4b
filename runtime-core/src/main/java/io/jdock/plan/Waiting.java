package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;

/** Waits for helper processes. */
final class Waiting {
    private Waiting() {}

    /** Waits for a child; the step fails with ECANCELED unless the child exited with status 0. */
    static void forSuccess(Code code, Slot pid) {
        Datum.Space status = new Datum.Space("status", 8);
        Slot value = new Slot("status");
        Label good = new Label("good");
        code.run(Syscall.WAIT4, Operand.of(pid), Operand.of(status), Operand.of(0), Operand.of(0));
        code.load(value, Width.WORD, Operand.of(status), 0);
        code.branch(value, Condition.EQUAL, 0, good);
        code.fail(Errno.ECANCELED);
        code.mark(good);
    }
}
