package io.jdock.program;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One instruction of the abstract machine. Each works on 64-bit values; comparisons are signed. */
public sealed interface Instruction {

    /**
     * A system call with at most six arguments. A result from -4095 to -1 is an error: if tolerated, the program goes on
     * (and {@code result} holds the negative number), otherwise the current step has failed and the process ends.
     */
    record Call(
            Syscall syscall,
            List<Operand> arguments,
            @Nullable Slot result,
            Set<Errno> tolerated) implements Instruction {
        public Call {
            arguments = List.copyOf(arguments);
            tolerated = Set.copyOf(tolerated);
            if (arguments.size() > 6) {
                throw new IllegalArgumentException(syscall.label() + " with " + arguments.size() + " arguments");
            }
        }

        /** One whose result is of no interest, and which must succeed. */
        public static Call of(Syscall syscall, Operand... arguments) {
            return new Call(syscall, List.of(arguments), null, Set.of());
        }
    }

    /**
     * A system call that makes a second process, which may share this one's memory (clone(2), CLONE_VM). The new process
     * goes on with the next instruction. The one that made it goes on at a label, and it alone writes the result: with
     * a {@link Call}, both would write to the same slot, and who is later would decide for both. Errors are those of a call; a
     * tolerated one leads to the label too.
     */
    record Split(Syscall syscall, List<Operand> arguments, Slot child, Label parent, Set<Errno> tolerated)
            implements Instruction {
        public Split {
            arguments = List.copyOf(arguments);
            tolerated = Set.copyOf(tolerated);
        }
    }

    /** {@code to = from}. */
    record Move(Slot to, Operand from) implements Instruction {}

    /** {@code to = to <operation> operand}. A shift is by the operand modulo 64, to the right with zeros coming in. */
    record Compute(Slot to, Operation operation, Operand operand) implements Instruction {}

    /** {@code to = *(width*) (address + offset)}, zero-extended; {@code SIGNED_WORD} is sign-extended. */
    record Load(Slot to, Width width, Operand address, int offset) implements Instruction {}

    /** {@code *(width*) (address + offset) = value}, of which the lowest bytes are taken. */
    record Store(Width width, Operand address, int offset, Operand value) implements Instruction {}

    /**
     * Writes the decimal digits of a slot's value (0 to 4,294,967,295) and a closing zero byte to a datum; {@code end}
     * receives the offset of the zero byte.
     */
    record Decimal(Slot value, Datum to, int offset, Slot end) implements Instruction {}

    /** The address of the stack that the kernel gave the process: argc, argv, envp as execve(2) lays them out. */
    record Stack(Slot to) implements Instruction {}

    /** Defines where a label is. */
    record Mark(Label label) implements Instruction {}

    /** Goes on at a label. */
    record Jump(Label target) implements Instruction {}

    /** Goes on at a label if {@code left <condition> right}. */
    record Branch(Slot left, Condition condition, Operand right, Label target) implements Instruction {}

    /** The current step has failed with an error number (positive): reports it and ends the process. */
    record Fail(Operand errno) implements Instruction {}

    /** Sizes of a {@link Load} or {@link Store}. */
    enum Width {
        BYTE,
        HALF,
        WORD,
        SIGNED_WORD,
        DOUBLE
    }

    /** What {@link Compute} does. */
    enum Operation {
        ADD,
        AND,
        OR,
        SHIFT_LEFT,
        SHIFT_RIGHT
    }

    /** What {@link Branch} compares; signed. */
    enum Condition {
        EQUAL,
        NOT_EQUAL,
        LESS,
        GREATER
    }
}
