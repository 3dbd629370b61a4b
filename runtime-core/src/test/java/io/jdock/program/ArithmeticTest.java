package io.jdock.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Architecture;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Compute;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Load;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Instruction.Move;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Store;
import io.jdock.program.Instruction.Width;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random programs do on each architecture what an interpreter of the instructions does. */
class ArithmeticTest {
    private static final int ROOM_SIZE = 64;

    private final List<Slot> slots =
            IntStream.range(0, 5).mapToObj(i -> new Slot("slot " + i)).toList();
    private final Datum.Space room = new Datum.Space("room", ROOM_SIZE);

    @Property(tries = 200)
    void x86HasTheInterpretersResult(@ForAll("programs") List<Instruction> program) {
        check(Architecture.X86_64, program);
    }

    @Property(tries = 200)
    void armHasTheInterpretersResult(@ForAll("programs") List<Instruction> program) {
        check(Architecture.AARCH64, program);
    }

    private void check(Architecture architecture, List<Instruction> program) {
        Machine machine = new Machine(architecture);
        assumeTrue(machine.isAvailable(), () -> "no way to run " + architecture + " code here");
        List<Instruction> all = new ArrayList<>(program);
        all.addAll(Machine.print(slots));

        ByteBuffer output = ByteBuffer.wrap(machine.run(all).output().getBytes(StandardCharsets.ISO_8859_1))
                .order(ByteOrder.LITTLE_ENDIAN);
        List<Long> result = new ArrayList<>();
        while (output.hasRemaining()) {
            result.add(output.getLong());
        }

        assertThat(result).isEqualTo(interpret(program));
    }

    // ---- the interpreter ----------------------------------------------------------------------------------------

    private List<Long> interpret(List<Instruction> program) {
        Map<Slot, Long> values = new HashMap<>();
        slots.forEach(slot -> values.put(slot, 0L));
        ByteBuffer memory = ByteBuffer.allocate(ROOM_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < program.size(); i++) {
            Instruction instruction = program.get(i);
            if (instruction instanceof Move move) {
                values.put(move.to(), value(values, move.from()));
            } else if (instruction instanceof Compute compute) {
                long left = values.get(compute.to());
                values.put(compute.to(), compute(compute.operation(), left, value(values, compute.operand())));
            } else if (instruction instanceof Store store) {
                store(memory, store, value(values, store.value()));
            } else if (instruction instanceof Load load) {
                values.put(load.to(), load(memory, load));
            } else if (instruction instanceof Branch branch
                    && holds(branch.condition(), values.get(branch.left()), value(values, branch.right()))) {
                i = program.indexOf(new Mark(branch.target()));
            }
        }
        return slots.stream().map(values::get).toList();
    }

    private static long value(Map<Slot, Long> values, Operand operand) {
        return operand instanceof Operand.Content content
                ? values.get(content.slot())
                : ((Operand.Number) operand).value();
    }

    private static long compute(Operation operation, long left, long right) {
        return switch (operation) {
            case ADD -> left + right;
            case AND -> left & right;
            case OR -> left | right;
            case SHIFT_LEFT -> left << right;
            case SHIFT_RIGHT -> left >>> right;
        };
    }

    private static boolean holds(Condition condition, long left, long right) {
        return switch (condition) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case GREATER -> left > right;
        };
    }

    private static void store(ByteBuffer memory, Store store, long value) {
        switch (store.width()) {
            case BYTE -> memory.put(store.offset(), (byte) value);
            case HALF -> memory.putShort(store.offset(), (short) value);
            case WORD, SIGNED_WORD -> memory.putInt(store.offset(), (int) value);
            case DOUBLE -> memory.putLong(store.offset(), value);
        }
    }

    private static long load(ByteBuffer memory, Load load) {
        return switch (load.width()) {
            case BYTE -> memory.get(load.offset()) & 0xffL;
            case HALF -> memory.getShort(load.offset()) & 0xffffL;
            case WORD -> memory.getInt(load.offset()) & 0xffff_ffffL;
            case SIGNED_WORD -> memory.getInt(load.offset());
            case DOUBLE -> memory.getLong(load.offset());
        };
    }

    // ---- the programs -------------------------------------------------------------------------------------------

    /** Straight-line code with jumps forward: so each program ends. */
    @Provide
    Arbitrary<List<Instruction>> programs() {
        return Combinators.combine(
                        simple().list().ofMaxSize(60), branches().list().ofMaxSize(8))
                .as(ArithmeticTest::withBranches);
    }

    private Arbitrary<Instruction> simple() {
        Arbitrary<Slot> slot = Arbitraries.of(slots);
        Arbitrary<Width> width = Arbitraries.of(Width.class);
        Arbitrary<Integer> offset = Arbitraries.integers().between(0, ROOM_SIZE - 8);
        return Arbitraries.oneOf(
                Combinators.combine(slot, operands()).as(Move::new),
                Combinators.combine(slot, Arbitraries.of(Operation.class), operands())
                        .as(Compute::new),
                Combinators.combine(width, offset, operands())
                        .as((w, o, value) -> new Store(w, Operand.of(room), o, value)),
                Combinators.combine(slot, width, offset).as((to, w, o) -> new Load(to, w, Operand.of(room), o)));
    }

    private Arbitrary<Operand> operands() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(Operand::of),
                Arbitraries.longs().between(-300, 300).map(Operand::of),
                Arbitraries.of(slots).map(Operand::of));
    }

    /** A branch with the shares of the program, in per cent, before it and before its target. */
    private record Skip(int from, int to, Slot left, Condition condition, Operand right) {}

    private Arbitrary<Skip> branches() {
        Arbitrary<Integer> place = Arbitraries.integers().between(0, 100);
        return Combinators.combine(place, place, Arbitraries.of(slots), Arbitraries.of(Condition.class), operands())
                .as((a, b, left, condition, right) -> new Skip(Math.min(a, b), Math.max(a, b), left, condition, right));
    }

    private static List<Instruction> withBranches(List<Instruction> simple, List<Skip> skips) {
        List<Label> labels = IntStream.range(0, skips.size())
                .mapToObj(i -> new Label("label " + i))
                .toList();
        List<Instruction> all = new ArrayList<>();
        for (int i = 0; i <= simple.size(); i++) {
            for (int s = 0; s < skips.size(); s++) {
                Skip skip = skips.get(s);
                if (skip.from() * simple.size() / 100 == i) {
                    all.add(new Branch(skip.left(), skip.condition(), skip.right(), labels.get(s)));
                }
            }
            for (int s = 0; s < skips.size(); s++) {
                if (skips.get(s).to() * simple.size() / 100 == i) {
                    all.add(new Mark(labels.get(s)));
                }
            }
            if (i < simple.size()) {
                all.add(simple.get(i));
            }
        }
        return all;
    }
}
