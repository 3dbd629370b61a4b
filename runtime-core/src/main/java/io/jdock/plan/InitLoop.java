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

    /** What PID 1 need not have any more is given up. */
    void shed() {
        // its end of the status pipe is the last one: the owner goes on only after this
        draft.step(
                        Group.SUPERVISION,
                        "keep nothing open in PID 1",
                        "what PID 1 has open could be reached through /proc/1/fd")
                .run(Syscall.CLOSE_RANGE, Operand.of(0), Operand.of(0xffff_ffffL, "~0"), Operand.of(0));
        Rights.onlyKill(
                draft.step(Group.RIGHTS, "give up all of PID 1's rights but CAP_KILL", "it only signals and reaps"));
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
        Slot waited = code.call(
                "waited",
                Set.of(Errno.ECHILD),
                Syscall.WAITID,
                Operand.of(Constant.P_ALL),
                Operand.of(0),
                info.place(),
                Operand.of(Constant.WEXITED, Constant.WNOHANG),
                Operand.of(0));
        code.branch(waited, Condition.LESS, 0, next);
        Slot reaped = new Slot("reaped");
        info.pid(code, reaped);
        code.branch(reaped, Condition.EQUAL, 0, next);
        code.branch(reaped, Condition.NOT_EQUAL, Operand.of(application), reap);
        info.keepExit(code);
        info.exit(code);
    }
}
