package io.jdock.program;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the machine code of one program for one architecture. Between instructions no register holds a value but the
 * base of the zeroed memory, which system calls preserve and {@code clone} copies. Labels are those of {@link Labels}.
 */
interface Encoder {
    /** As the failure label of a call: go on whatever the result. */
    int NOWHERE = -1;

    /** Code for the entry point. */
    void begin();

    /** A system call that goes on at a label with the {@link #takeError error} when it fails. */
    void call(Syscall syscall, List<Operand> arguments, @Nullable Slot result, Set<Errno> tolerated, int failure);

    /** Just after a call: unless its result is zero, puts it into a slot and goes on at a label. */
    void split(Slot child, int parent);

    void move(Slot to, Operand from);

    void compute(Slot to, Operation operation, Operand operand);

    void load(Slot to, Width width, Operand address, int offset);

    void store(Width width, Operand address, int offset, Operand value);

    void decimal(Slot value, Datum to, int offset, Slot end);

    void stack(Slot to);

    void mark(int label);

    void jump(int label);

    void branch(Slot left, Condition condition, Operand right, int label);

    /** Goes on at a label with an error. */
    void fail(Operand errno, int label);

    /**
     * Puts the error of the call that failed, as a positive number, into a slot. Between the failure and this only
     * {@link #move}s of numbers of at most 31 bits and {@link #jump}s may stand.
     */
    void takeError(Slot to);

    /** Completes the jump at a position. */
    void link(int position, int target);

    /** Completes the code of {@link #begin}. */
    void setBase(int address);

    /** The code so far. */
    Bytes code();
}
