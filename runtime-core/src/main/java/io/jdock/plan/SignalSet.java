package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.List;
import java.util.Set;

/** Signals together, as the kernel takes them: a bit for each, signal 1 the lowest. */
record SignalSet(String name, long bits) {
    static final SignalSet ALL = new SignalSet("{all}", -1);
    static final SignalSet NONE = new SignalSet("{}", 0);

    /** The size that system calls want to be told with a set. */
    static final Operand BYTES = Operand.of(8);

    /** Signals that a supervisor must not take for itself: faults, job control, and what is not to be caught. */
    private static final Set<Integer> NEVER_FORWARDED = Set.of(4, 5, 7, 8, 9, 11, 13, 19, 20, 21, 22, 31);

    /**
     * What a supervisor reads to send it on.
     *
     * @param children whether the ends of children as well, by SIGCHLD
     */
    static SignalSet forwarded(boolean children) {
        long bits = ALL.bits;
        for (int signal : NEVER_FORWARDED) {
            bits &= ~bit(signal);
        }
        return new SignalSet("{forwarded}", children ? bits : bits & ~bit((int) Constant.SIGCHLD.value()));
    }

    private static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /** These are blocked from here on, and no others. */
    void block(Code code) {
        code.run(Syscall.RT_SIGPROCMASK, Operand.of(Constant.SIG_SETMASK), operand(), Operand.of(0), BYTES);
    }

    /** A new descriptor from which these are read. */
    Slot descriptor(Code code) {
        return code.call(
                "signals", Syscall.SIGNALFD4, Operand.of(-1), operand(), BYTES, Operand.of(Constant.SFD_CLOEXEC));
    }

    private Operand operand() {
        return Operand.of(new Datum.Struct(name, List.of(new Field.Int(Long.BYTES, bits))));
    }
}
