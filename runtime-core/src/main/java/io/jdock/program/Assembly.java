package io.jdock.program;

import io.jdock.kernel.Syscall;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The assembling of one program: what does not depend on the architecture. */
final class Assembly {
    private final Encoder encoder;
    private final Labels labels;
    private final FailureRoutine failure;

    Assembly(Encoder encoder, Labels labels, FailureRoutine failure) {
        this.encoder = encoder;
        this.labels = labels;
        this.failure = failure;
    }

    /**
     * All sections, the normal end, then what happens on failure. Each section's calls jump to a stub of its own, which
     * says what failed: so it does not matter from where a label inside a section was jumped to.
     */
    void write(Program program) {
        List<Program.Section> sections = program.sections();
        int[] stubs = new int[sections.size()];
        Arrays.fill(stubs, Encoder.NOWHERE);
        encoder.begin();
        for (int i = 0; i < stubs.length; i++) {
            stubs[i] = labels.fresh();
            for (Instruction instruction : sections.get(i).instructions()) {
                write(instruction, stubs[i]);
            }
        }
        exit(Operand.of(0));
        int failureLabel = labels.fresh();
        for (int i = 0; i < stubs.length; i++) {
            encoder.mark(stubs[i]);
            encoder.move(failure.place(), failure.placeOf(sections.get(i)));
            encoder.jump(failureLabel);
        }
        encoder.mark(failureLabel);
        encoder.takeError(failure.error());
        for (Instruction instruction : failure.instructions()) {
            write(instruction, Encoder.NOWHERE);
        }
        exit(Operand.of(failure.exitStatus()));
    }

    private void exit(Operand status) {
        encoder.call(Syscall.EXIT_GROUP, List.of(status), null, Set.of(), Encoder.NOWHERE);
    }

    private void write(Instruction instruction, int failed) {
        if (instruction instanceof Instruction.Call call) {
            encoder.call(call.syscall(), call.arguments(), call.result(), call.tolerated(), failed);
        } else if (instruction instanceof Instruction.Split split) {
            encoder.call(split.syscall(), split.arguments(), null, split.tolerated(), failed);
            encoder.split(split.child(), labels.number(split.parent()));
        } else if (instruction instanceof Instruction.Branch branch) {
            encoder.branch(branch.left(), branch.condition(), branch.right(), labels.number(branch.target()));
        } else if (instruction instanceof Instruction.Mark mark) {
            encoder.mark(labels.number(mark.label()));
        } else if (instruction instanceof Instruction.Jump jump) {
            encoder.jump(labels.number(jump.target()));
        } else if (instruction instanceof Instruction.Move move) {
            encoder.move(move.to(), move.from());
        } else if (instruction instanceof Instruction.Compute compute) {
            encoder.compute(compute.to(), compute.operation(), compute.operand());
        } else if (instruction instanceof Instruction.Load load) {
            encoder.load(load.to(), load.width(), load.address(), load.offset());
        } else if (instruction instanceof Instruction.Store store) {
            encoder.store(store.width(), store.address(), store.offset(), store.value());
        } else if (instruction instanceof Instruction.Decimal decimal) {
            encoder.decimal(decimal.value(), decimal.to(), decimal.offset(), decimal.end());
        } else if (instruction instanceof Instruction.Stack stack) {
            encoder.stack(stack.to());
        } else if (instruction instanceof Instruction.Fail fail) {
            encoder.fail(fail.errno(), failed);
        }
    }
}
