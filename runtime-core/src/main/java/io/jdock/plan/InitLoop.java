package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.Set;

/** What PID 1 does once the container is complete: it reaps orphans and sends signals on, until the application ends. */
final class InitLoop {
    private final Draft draft;
    private final SignalInfo info;
    private final Slot application;

    /** @param application the process id of the application, as PID 1 knows it */
    InitLoop(Draft draft, SignalInfo info, Slot application) {
        this.draft = draft;
        this.info = info;
        this.application = application;
    }

    /** The first step, at which PID 1 goes on when the application's process has its own way. */
    void begin(Label here) {
        Code own = draft.step(
                Group.IDENTITY,
                "own the files of /proc/1",
                "else the container's owner could not enter its namespaces again with a further process");
        own.mark(here);
        IdMaps.ownProcFiles(own);
    }

    /**
     * What PID 1 need not have any more is given up.
     *
     * @param reports whether it has to tell the owner something yet
     */
    void shed(boolean reports) {
        // its end of the status pipe is the last one: the owner goes on only after this
        Code code = draft.launch.tellsEnd()
                ? draft.step(
                        Group.SUPERVISION,
                        "keep only the pipe open in PID 1 by which it tells the application's end",
                        "whoever gets at it through /proc/1/fd can but have the container killed: told is its end")
                : draft.step(
                        Group.SUPERVISION,
                        "keep nothing open in PID 1",
                        "what PID 1 has open could be reached through /proc/1/fd");
        int from = 0;
        if (reports) {
            from = closeBelow(code, from, draft.descriptors.status());
        }
        if (draft.launch.tellsEnd()) {
            from = closeBelow(code, from, draft.descriptors.end());
        }
        code.run(Syscall.CLOSE_RANGE, Operand.of(from), Operand.of(0xffff_ffffL, "~0"), Operand.of(0));
        Rights.onlyKill(
                draft.step(Group.RIGHTS, "give up all of PID 1's rights but CAP_KILL", "it only signals and reaps"));
    }

    /** Returns the number above the one that is kept. */
    private static int closeBelow(Code code, int from, int kept) {
        if (from < kept) {
            code.run(Syscall.CLOSE_RANGE, Operand.of(from), Operand.of(kept - 1), Operand.of(0));
        }
        return kept + 1;
    }

    /** The loop; it ends PID 1 with the application's exit status. */
    void run() {
        Code code = draft.step(
                Group.SUPERVISION, "reap and forward in PID 1", "orphans are reaped and signals reach the application");
        Slot signals = SignalSet.forwarded(true).descriptor(code);
        Slot signal = new Slot("signal");
        Label next = new Label("next");
        Label reap = new Label("reap");
        code.mark(next);
        info.readSignal(code, signals, signal);
        code.branch(signal, Condition.EQUAL, Constant.SIGCHLD.value(), reap);
        code.attempt(Set.of(Errno.ESRCH), Syscall.KILL, Operand.of(application), Operand.of(signal));
        code.jump(next);
        code.mark(reap);
        Slot reaped = new Slot("reaped");
        reapOne(code, reaped, next);
        code.branch(reaped, Condition.EQUAL, 0, next);
        code.branch(reaped, Condition.NOT_EQUAL, Operand.of(application), reap);
        info.keepExit(code);
        if (draft.launch.tellsEnd()) {
            tellOwner(reaped);
        }
        info.exit(draft.step(
                Group.SUPERVISION,
                "end PID 1 with the application's exit status",
                "the kernel ends with it whatever is left in its PID namespace"));
    }

    /** Gives the process id of one that has ended, or 0; goes on elsewhere if there is no child at all. */
    private void reapOne(Code code, Slot reaped, Label childless) {
        Slot waited = code.call(
                "waited",
                Set.of(Errno.ECHILD),
                Syscall.WAITID,
                Operand.of(Constant.P_ALL),
                Operand.of(0),
                info.place(),
                Operand.of(Constant.WEXITED, Constant.WNOHANG),
                Operand.of(0));
        code.branch(waited, Condition.LESS, 0, childless);
        info.pid(code, reaped);
    }

    /** All that the application left behind is PID 1's child, unless it has ended. */
    private void tellOwner(Slot reaped) {
        Label again = new Label("again");
        Label alone = new Label("alone");
        Label others = new Label("others");
        Code code = draft.step(
                Group.SUPERVISION,
                "tell the owner the application's exit status",
                "if PID 1 is alone, the owner need not wait for its end and the monitor's, nor for the kernel to take"
                        + " the mounts down");
        code.mark(again);
        reapOne(code, reaped, alone);
        code.branch(reaped, Condition.NOT_EQUAL, 0, again);
        code.jump(others);
        code.mark(alone);
        info.tellExit(code, Operand.of(draft.descriptors.end(), "end"));
        code.mark(others);
    }
}
