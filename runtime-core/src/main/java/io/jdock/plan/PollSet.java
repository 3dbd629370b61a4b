package io.jdock.plan;

import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.List;

/** Descriptors that are waited for until they can be read: the array of {@code struct pollfd} that ppoll(2) takes. */
record PollSet(Datum.Space entries, int size) {
    private static final int ENTRY = 8; // int fd, short events, short revents
    private static final int EVENTS = 4;
    private static final int RETURNED = 6;
    private static final int POLLIN = 1;

    /** Fills one. */
    static PollSet of(Code code, String name, List<Operand> descriptors) {
        PollSet set = new PollSet(new Datum.Space(name, ENTRY * descriptors.size()), descriptors.size());
        for (int i = 0; i < set.size; i++) {
            code.store(Width.WORD, set.entries, ENTRY * i, descriptors.get(i));
            code.store(Width.HALF, set.entries, ENTRY * i + EVENTS, Operand.of(POLLIN));
        }
        return set;
    }

    /** Waits for the first. */
    void await(Code code) {
        code.run(Syscall.PPOLL, Operand.of(entries), Operand.of(size), Operand.of(0), Operand.of(0), SignalSet.BYTES);
    }

    /**
     * Waits no longer than a time.
     *
     * @param seconds 0 or more
     * @return how many can be read
     */
    Slot await(Code code, long seconds) {
        Datum timespec = new Datum.Struct(
                "{" + seconds + "s}", List.of(new Field.Int(Long.BYTES, seconds), new Field.Int(Long.BYTES, 0)));
        return code.call(
                "ready",
                Syscall.PPOLL,
                Operand.of(entries),
                Operand.of(size),
                Operand.of(timespec),
                Operand.of(0),
                SignalSet.BYTES);
    }

    /** Gives other than zero if the last wait was over because of one descriptor. */
    void ready(Code code, Slot to, int index) {
        code.load(to, Width.HALF, Operand.of(entries), ENTRY * index + RETURNED);
    }

    /** Waits for one no longer: a negative descriptor is skipped. */
    void drop(Code code, int index) {
        code.store(Width.WORD, entries, ENTRY * index, Operand.of(-1));
    }
}
