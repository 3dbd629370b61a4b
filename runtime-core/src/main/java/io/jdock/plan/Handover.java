package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * What the monitor does for the container's first process once that is born in its user namespace, where it has no rights on
 * the host any more: the id maps are written, and what only the host's root may open is sent over. Both go on with their
 * own work until the first process cannot without.
 */
final class Handover {
    /** The kernel takes no more at once (unix(7), SCM_MAX_FD). */
    private static final int MOST_DESCRIPTORS = 253;

    private final Draft draft;
    private final Slot givers = new Slot("giver's end");
    private final Slot takers = new Slot("taker's end");
    private final List<Slot> given = new ArrayList<>();

    Handover(Draft draft) {
        this.draft = draft;
    }

    /** Before the first process is born. */
    void open() {
        Code code = draft.step(
                Group.SUPERVISION,
                "open a channel to the first process",
                "it has to wait until its ids are mapped, and gets what it may not open itself");
        Datum.Space ends = new Datum.Space("ends", 8);
        code.run(
                Syscall.SOCKETPAIR,
                Operand.of(Constant.AF_UNIX),
                Operand.of((Flag) Constant.SOCK_STREAM, Constant.SOCK_CLOEXEC),
                Operand.of(0),
                Operand.of(ends));
        code.load(givers, Width.WORD, Operand.of(ends), 0);
        code.load(takers, Width.WORD, Operand.of(ends), 4);
    }

    /**
     * The monitor's last steps for the first process.
     *
     * @param descriptors that the first process needs; their slots get the numbers that they have there
     */
    Code give(List<Slot> descriptors) {
        given.addAll(descriptors);
        Code code = draft.step(
                Group.SUPERVISION,
                descriptors.isEmpty()
                        ? "let the first process go on"
                        : "hand over to the first process what was opened for it",
                "its ids are mapped");
        code.remedy(Errno.EPIPE, "the first process has ended");
        for (List<Slot> batch : batches()) {
            if (batch.isEmpty()) {
                code.run(Syscall.WRITE, Operand.of(givers), Operand.of(new Datum.Text(".")), Operand.of(1));
            } else {
                Steps.sendDescriptors(
                        code, Operand.of(givers), new Datum.Text("."), 1, batch, batch.size() + " descriptors");
            }
        }
        code.run(Syscall.CLOSE, Operand.of(givers));
        code.run(Syscall.CLOSE, Operand.of(takers));
        given.forEach(descriptor -> code.run(Syscall.CLOSE, Operand.of(descriptor)));
        return code;
    }

    private List<List<Slot>> batches() {
        List<List<Slot>> batches = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(from + MOST_DESCRIPTORS, given.size());
            batches.add(given.subList(from, to));
            from = to;
        } while (from < given.size());
        return batches;
    }

    /** In the first process. It ends if the monitor does, which has told why. */
    void take() {
        Code code = draft.step(
                Group.SUPERVISION,
                "wait for the monitor's word",
                "without id maps the process is nobody, and could make no file");
        code.run(Syscall.CLOSE, Operand.of(givers));
        Datum.Space word = new Datum.Space("word", 8);
        for (List<Slot> batch : batches()) {
            if (batch.isEmpty()) {
                Slot got = code.call("got", Syscall.READ, Operand.of(takers), Operand.of(word), Operand.of(1));
                Steps.exitUnless(code, got, 1);
            } else {
                Steps.receiveDescriptors(code, Operand.of(takers), word, 1, batch);
            }
        }
        code.run(Syscall.CLOSE, Operand.of(takers));
    }
}
