package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Compute;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Decimal;
import io.jdock.program.Instruction.Fail;
import io.jdock.program.Instruction.Jump;
import io.jdock.program.Instruction.Load;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Instruction.Move;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Split;
import io.jdock.program.Instruction.Stack;
import io.jdock.program.Instruction.Store;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A step while it is being written. */
final class Code {
    private final Role role;
    private final Group group;
    private final String what;
    private final String why;
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Errno, String> remedies = new EnumMap<>(Errno.class);
    private int exitStatus = 125;

    Code(Role role, Group group, String what, String why) {
        this.role = role;
        this.group = group;
        this.what = what;
        this.why = why;
    }

    Step step() {
        return new Step(role, group, what, why, instructions, remedies, exitStatus);
    }

    /** A call that must succeed and whose result does not matter. */
    Code run(Syscall syscall, Operand... arguments) {
        return add(new Call(syscall, List.of(arguments), null, Set.of()));
    }

    /** A call whose failure with one of the given errors does not matter. */
    Code attempt(Set<Errno> tolerated, Syscall syscall, Operand... arguments) {
        return add(new Call(syscall, List.of(arguments), null, tolerated));
    }

    /** A call that must succeed, with its result. */
    Slot call(String name, Syscall syscall, Operand... arguments) {
        return call(name, Set.of(), syscall, arguments);
    }

    /** A call with its result, which is a negated error number where that is one of the tolerated ones. */
    Slot call(String name, Set<Errno> tolerated, Syscall syscall, Operand... arguments) {
        Slot result = new Slot(name);
        callInto(result, tolerated, syscall, arguments);
        return result;
    }

    Code callInto(Slot result, Set<Errno> tolerated, Syscall syscall, Operand... arguments) {
        return add(new Call(syscall, List.of(arguments), result, tolerated));
    }

    /** Makes a process with memory of its own, which goes on with the next instruction. */
    Code fork(Slot child, Label parent) {
        callInto(
                child,
                Set.of(),
                Syscall.CLONE,
                Operand.of(Constant.SIGCHLD),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0));
        return branch(child, Condition.NOT_EQUAL, 0, parent);
    }

    /** A call that makes a process which shares this one's memory and goes on with the next instruction. */
    Code split(Slot child, Set<Errno> tolerated, Label parent, Syscall syscall, Operand... arguments) {
        return add(new Split(syscall, List.of(arguments), child, parent, tolerated));
    }

    Code stack(Slot to) {
        return add(new Stack(to));
    }

    Code move(Slot to, Operand from) {
        return add(new Move(to, from));
    }

    Code compute(Slot to, Operation operation, Operand operand) {
        return add(new Compute(to, operation, operand));
    }

    Code load(Slot to, Width width, Operand address, int offset) {
        return add(new Load(to, width, address, offset));
    }

    Code store(Width width, Datum to, int offset, Operand value) {
        return add(new Store(width, Operand.of(to), offset, value));
    }

    /** Stores at the address that a slot holds. */
    Code store(Width width, Slot to, int offset, Operand value) {
        return add(new Store(width, Operand.of(to), offset, value));
    }

    Code decimal(Slot value, Datum to, int offset, Slot end) {
        return add(new Decimal(value, to, offset, end));
    }

    Code mark(Label label) {
        return add(new Mark(label));
    }

    Code jump(Label target) {
        return add(new Jump(target));
    }

    Code branch(Slot left, Condition condition, long right, Label target) {
        return branch(left, condition, Operand.of(right), target);
    }

    Code branch(Slot left, Condition condition, Operand right, Label target) {
        return add(new Branch(left, condition, right, target));
    }

    Code fail(Errno errno) {
        return add(new Fail(Operand.of(errno.number(), errno.name())));
    }

    Code fail(Slot errno) {
        return add(new Fail(Operand.of(errno)));
    }

    Code remedy(Errno errno, String remedy) {
        remedies.put(errno, remedy);
        return this;
    }

    Code exitStatus(int status) {
        exitStatus = status;
        return this;
    }

    private Code add(Instruction instruction) {
        instructions.add(instruction);
        return this;
    }
}
