package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.plan.Launch.ControlWrite;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the monitor does once the container runs: it ends the container when its owner is gone, sends signals on, and ends with
 * the container's exit status when nothing of it is left.
 */
final class MonitorLoop {
    private static final int LIST_BYTES = 4096; // what procfs gives at once

    /** The number of the container's pidfd in the monitor, once nothing else is open there. */
    private static final Operand CONTAINER = Operand.of(0, "container");

    /** Likewise the file that lists the monitor's children. */
    private static final Operand CHILDREN = Operand.of(1, "children");

    /** Among what is watched: before it come the container and the signals. */
    private static final int FIRST_OWNER = 2;

    private final Draft draft;
    private final SignalInfo info;
    private final Slot handle;
    private final @Nullable Slot children;
    private final Slot orphaned = new Slot("orphaned");

    /**
     * @param handle a pidfd of the container's first process
     * @param children the file that lists the monitor's children; null if the monitor adopts none
     */
    MonitorLoop(Draft draft, SignalInfo info, Slot handle, @Nullable Slot children) {
        this.draft = draft;
        this.info = info;
        this.handle = handle;
        this.children = children;
    }

    /** The loop, and the end that follows it. */
    void run() {
        keepOnlyWhatItWatches();
        Code code = draft.step(
                Group.SUPERVISION,
                "watch over the container",
                "ends it when its owner is gone, forwards signals, and takes its exit status");
        watch(code);
        if (children != null) {
            killAdopted();
        }
        removeCgroups();
        info.exit(draft.step(
                Group.SUPERVISION, "end with the container's exit status", "128 + n where a signal n ended it"));
    }

    private void keepOnlyWhatItWatches() {
        Code keep = draft.step(
                        Group.SUPERVISION,
                        "keep only the container's handle and the lifeline open in the monitor",
                        "whoever reads the application's output sees its end when the application closes it")
                .run(Syscall.CLOSE_RANGE, Operand.of(0), Operand.of(draft.descriptors.lifeline() - 1), Operand.of(0))
                .run(Syscall.DUP3, Operand.of(handle), CONTAINER, Operand.of(OpenFlag.O_CLOEXEC));
        if (children != null) {
            keep.attempt(
                    Set.of(Errno.EBADF), // see adopt()
                    Syscall.DUP3,
                    Operand.of(children),
                    CHILDREN,
                    Operand.of(OpenFlag.O_CLOEXEC));
        }
        int above = draft.descriptors.above();
        if (draft.launch.standalone()) {
            above = draft.caller.keepOwners(keep);
        }
        keep.run(Syscall.CLOSE_RANGE, Operand.of(above), Operand.of(0xffff_ffffL, "~0"), Operand.of(0));
    }

    private void watch(Code code) {
        code.move(orphaned, Operand.of(draft.launch.lifeline() ? 0 : 1));
        Slot signals = SignalSet.forwarded(false).descriptor(code);
        List<Operand> watched = new ArrayList<>(List.of(CONTAINER, Operand.of(signals)));
        watched.addAll(owners());
        PollSet poll = PollSet.of(code, "watched", watched);
        Label next = new Label("next");
        Label noSignal = new Label("no signal");
        Label ended = new Label("ended");
        Slot ready = new Slot("ready");
        code.mark(next);
        poll.await(code);
        poll.ready(code, ready, 1);
        code.branch(ready, Condition.EQUAL, 0, noSignal);
        Slot signal = new Slot("signal");
        info.readSignal(code, signals, signal);
        signalContainer(code, Operand.of(signal));
        code.mark(noSignal);
        Label orphan = new Label("orphan");
        for (int i = FIRST_OWNER; i < watched.size(); i++) {
            poll.ready(code, ready, i);
            code.branch(ready, Condition.NOT_EQUAL, 0, orphan);
        }
        // After the owners: an application ends by itself when nobody is left who writes to it, and is an orphan all
        // the same.
        poll.ready(code, ready, 0);
        code.branch(ready, Condition.NOT_EQUAL, 0, ended);
        code.jump(next);
        code.mark(orphan);
        signalContainer(code, Operand.of(Constant.SIGKILL));
        endCgroups(code);
        code.move(orphaned, Operand.of(1));
        for (int i = FIRST_OWNER; i < watched.size(); i++) {
            poll.drop(code, i);
        }
        code.jump(next);
        code.mark(ended);
        code.run(
                Syscall.WAITID,
                Operand.of(Constant.P_PIDFD),
                CONTAINER,
                info.place(),
                Operand.of(Constant.WEXITED),
                Operand.of(0));
        info.keepExit(code);
    }

    /** What becomes readable when the container has to end. */
    private List<Operand> owners() {
        if (draft.launch.standalone()) {
            return draft.caller.owners();
        }
        return draft.launch.lifeline() ? List.of(Operand.of(draft.descriptors.lifeline())) : List.of();
    }

    /** In version 1, what is paused dies only when it may go on (Documentation, cgroup-v1/freezer-subsystem.rst). */
    private void endCgroups(Code code) {
        Set<Errno> unavailable = Set.of(Errno.ENOENT, Errno.EACCES, Errno.EPERM, Errno.ENODEV, Errno.ENOTSUP);
        for (ControlWrite write : draft.launch.cgroup().ending()) {
            Label missing = new Label("missing");
            Slot file = code.call(
                    "file",
                    unavailable,
                    Syscall.OPENAT,
                    Draft.here(),
                    Operand.of(write.file()),
                    Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                    Operand.of(0));
            code.branch(file, Condition.LESS, 0, missing);
            code.attempt(
                    unavailable,
                    Syscall.WRITE,
                    Operand.of(file),
                    Operand.of(write.text()),
                    Operand.of(write.text().length()));
            code.run(Syscall.CLOSE, Operand.of(file));
            code.mark(missing);
        }
    }

    /** Kills the monitor's children again and again, as the children of each that ends become its own. */
    private void killAdopted() {
        Code code =
                draft.step(Group.SUPERVISION, "kill what the container left running", "nothing outlives the container");
        Datum.Space list = new Datum.Space("list", LIST_BYTES);
        Slot length = new Slot("length");
        Label again = new Label("again");
        Label reap = new Label("reap");
        Label done = new Label("done");
        code.mark(again);
        code.attempt(Set.of(Errno.EBADF), Syscall.LSEEK, CHILDREN, Operand.of(0), Operand.of(Constant.SEEK_SET));
        code.callInto(length, Set.of(Errno.EBADF), Syscall.READ, CHILDREN, Operand.of(list), Operand.of(LIST_BYTES));
        code.branch(length, Condition.LESS, 1, done);
        killAll(code, list, length, reap);
        code.mark(reap);
        code.attempt(
                Set.of(Errno.ECHILD),
                Syscall.WAITID,
                Operand.of(Constant.P_ALL),
                Operand.of(0),
                info.place(),
                Operand.of(Constant.WEXITED),
                Operand.of(0));
        code.jump(again);
        code.mark(done);
    }

    /** From proc(5), "children": process ids in decimal, a blank after each. */
    private static void killAll(Code code, Datum.Space list, Slot length, Label end) {
        Slot place = new Slot("place");
        Slot character = new Slot("character");
        Slot pid = new Slot("child");
        Slot twice = new Slot("twice");
        Label next = new Label("next character");
        Label blank = new Label("blank");
        code.move(pid, Operand.of(0));
        code.move(place, Operand.of(list));
        code.compute(length, Operation.ADD, Operand.of(place));
        code.mark(next);
        code.branch(place, Condition.EQUAL, Operand.of(length), end);
        code.load(character, Width.BYTE, Operand.of(place), 0);
        code.compute(place, Operation.ADD, Operand.of(1));
        code.branch(character, Condition.EQUAL, ' ', blank);
        code.move(twice, Operand.of(pid));
        code.compute(twice, Operation.SHIFT_LEFT, Operand.of(1));
        code.compute(pid, Operation.SHIFT_LEFT, Operand.of(3));
        code.compute(pid, Operation.ADD, Operand.of(twice));
        code.compute(pid, Operation.ADD, Operand.of(character));
        code.compute(pid, Operation.ADD, Operand.of(-'0'));
        code.jump(next);
        code.mark(blank);
        code.attempt(Set.of(Errno.ESRCH, Errno.EPERM), Syscall.KILL, Operand.of(pid), Operand.of(Constant.SIGKILL));
        code.move(pid, Operand.of(0));
        code.jump(next);
    }

    /** A pidfd cannot hit a process that took the number over; pidfd_send_signal(2). */
    private void signalContainer(Code code, Operand signal) {
        code.attempt(
                Set.of(Errno.ESRCH, Errno.EPERM),
                Syscall.PIDFD_SEND_SIGNAL,
                CONTAINER,
                signal,
                Operand.of(0),
                Operand.of(0));
    }

    /** An owner that lives reads what the groups have counted, out-of-memory kills above all, and removes them itself. */
    private void removeCgroups() {
        for (String directory : draft.launch.cgroup().directories()) {
            Label owned = new Label("owned");
            draft.step(
                            Group.LIMITS,
                            "remove the control group " + directory,
                            "nothing is left behind, even if the owner was killed")
                    .branch(orphaned, Condition.EQUAL, 0, owned)
                    .attempt(
                            Set.of(Errno.ENOENT, Errno.EBUSY, Errno.EACCES, Errno.EPERM),
                            Syscall.UNLINKAT,
                            Draft.here(),
                            Operand.of(directory),
                            Operand.of(AtFlag.AT_REMOVEDIR))
                    .mark(owned);
        }
    }
}
