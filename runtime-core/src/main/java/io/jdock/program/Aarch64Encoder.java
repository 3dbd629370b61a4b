package io.jdock.program;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AArch64 code, as the Arm Architecture Reference Manual (A64 base instructions) encodes it and syscall(2) calls the
 * kernel: number in x8, arguments in x0 to x5, result in x0; all other registers are kept. Registers held: x27 is the base
 * of the zeroed memory, x28 lies {@link #BIAS} below it.
 */
final class Aarch64Encoder implements Encoder {
    private static final int X0 = 0;
    private static final int X8 = 8;
    private static final int X9 = 9;
    private static final int X10 = 10;
    private static final int X11 = 11;
    private static final int X12 = 12;
    private static final int X13 = 13;
    private static final int X17 = 17;
    private static final int BASE = 27;
    private static final int SLOTS = 28;
    private static final int SP = 31;
    private static final int XZR = 31;

    /** So that 4,096 slots are at offsets that a load takes: 12 bits, unsigned, times 8. */
    private static final int BIAS = 4096 * 8;

    private static final int EQ = 0;
    private static final int NE = 1;
    private static final int HS = 2;
    private static final int LT = 11;
    private static final int GT = 12;

    private static final int MOVZ = 0xD2800000;
    private static final int MOVN = 0x92800000;
    private static final int MOVK = 0xF2800000;
    private static final int ADD = 0x8B000000;
    private static final int ADD_NUMBER = 0x91000000;
    private static final int ADD_NUMBER_TIMES_4096 = 0x91400000;
    private static final int SUB = 0xCB000000;
    private static final int SUB_NUMBER = 0xD1000000;
    private static final int SUBS = 0xEB000000;
    private static final int AND = 0x8A000000;
    private static final int ORR = 0xAA000000;
    private static final int LSLV = 0x9AC02000;
    private static final int LSRV = 0x9AC02400;
    private static final int UDIV = 0x9AC00800;
    private static final int MSUB = 0x9B008000;
    private static final int LDRB = 0x39400000;
    private static final int LDRH = 0x79400000;
    private static final int LDR_WORD = 0xB9400000;
    private static final int LDRSW = 0xB9800000;
    private static final int LDR = 0xF9400000;
    private static final int STRB = 0x39000000;
    private static final int STRH = 0x79000000;
    private static final int STR_WORD = 0xB9000000;
    private static final int STR = 0xF9000000;
    private static final int LDR_INDEXED = 0xF8606800;
    private static final int STR_INDEXED = 0xF8206800;
    private static final int CMN_NUMBER = 0xB100001F;
    private static final int B = 0x14000000;
    private static final int B_MASK = 0xFC000000;
    private static final int B_CONDITION = 0x54000000;
    private static final int CBZ = 0xB4000000;
    private static final int CBNZ = 0xB5000000;
    private static final int SVC = 0xD4000001;

    private static final int CONDITIONAL_REACH = 1 << 20;
    private static final int REACH = 1 << 27;

    private final Memory memory;
    private final Labels labels;
    private final Bytes code = new Bytes(16 * 1024);

    /** Conditional branches reach 1 MiB; in a program that may be larger each one jumps around a plain branch. */
    private final boolean far;

    Aarch64Encoder(Memory memory, Labels labels, Program program) {
        this.memory = memory;
        this.labels = labels;
        this.far = largestSize(program) >= CONDITIONAL_REACH;
    }

    /** An upper bound for the code's size. */
    private static long largestSize(Program program) {
        long size = 4096; // begin, end and failure routine
        for (Program.Section section : program.sections()) {
            size += 64; // its failure stub
            for (Instruction instruction : section.instructions()) {
                size += 256; // the longest, a call with six arguments of 64 bits, takes 140
                if (instruction instanceof Instruction.Call call) {
                    size += 8L * call.tolerated().size();
                } else if (instruction instanceof Instruction.Split split) {
                    size += 8L * split.tolerated().size();
                }
            }
        }
        return size;
    }

    @Override
    public void begin() {
        code.putInt(MOVZ | SLOTS);
        code.putInt(MOVK | 1 << 21 | SLOTS);
        addNumber(ADD_NUMBER_TIMES_4096, BASE, SLOTS, BIAS >> 12);
    }

    @Override
    public void setBase(int address) {
        int slots = address - BIAS;
        code.setInt(0, MOVZ | (slots & 0xffff) << 5 | SLOTS);
        code.setInt(4, MOVK | 1 << 21 | (slots >>> 16) << 5 | SLOTS);
    }

    @Override
    public void call(
            Syscall syscall, List<Operand> arguments, @Nullable Slot result, Set<Errno> tolerated, int failure) {
        for (int i = 0; i < arguments.size(); i++) {
            put(X0 + i, arguments.get(i));
        }
        putNumber(X8, syscall.number(Architecture.AARCH64));
        code.putInt(SVC);
        if (failure != NOWHERE) {
            check(tolerated, failure);
        }
        if (result != null) {
            putSlot(X0, result);
        }
    }

    private void check(Set<Errno> tolerated, int failure) {
        int[] numbers = Assembler.numbers(tolerated);
        int[] jumps = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            code.putInt(CMN_NUMBER | numbers[i] << 10 | X0 << 5); // compares with minus the number
            jumps[i] = code.size();
            code.putInt(B_CONDITION | EQ);
        }
        code.putInt(CMN_NUMBER | Assembler.LARGEST_ERROR << 10 | X0 << 5);
        jump(HS, failure); // unsigned
        for (int jump : jumps) {
            link(jump, code.size());
        }
    }

    @Override
    public void split(Slot child, int parent) {
        int over = code.size();
        code.putInt(CBZ | X0);
        putSlot(X0, child);
        jump(parent);
        link(over, code.size());
    }

    @Override
    public void move(Slot to, Operand from) {
        put(X9, from);
        putSlot(X9, to);
    }

    @Override
    public void compute(Slot to, Operation operation, Operand operand) {
        takeSlot(X9, to);
        put(X10, operand);
        int opcode = switch (operation) {
            case ADD -> ADD;
            case AND -> AND;
            case OR -> ORR;
            case SHIFT_LEFT -> LSLV;
            case SHIFT_RIGHT -> LSRV;
        };
        compute(opcode, X9, X9, X10);
        putSlot(X9, to);
    }

    @Override
    public void load(Slot to, Width width, Operand address, int offset) {
        put(X9, address);
        switch (width) {
            case BYTE -> access(LDRB, X10, 1, offset);
            case HALF -> access(LDRH, X10, 2, offset);
            case WORD -> access(LDR_WORD, X10, 4, offset);
            case SIGNED_WORD -> access(LDRSW, X10, 4, offset);
            case DOUBLE -> access(LDR, X10, 8, offset);
        }
        putSlot(X10, to);
    }

    @Override
    public void store(Width width, Operand address, int offset, Operand value) {
        put(X9, address);
        put(X10, value);
        switch (width) {
            case BYTE -> access(STRB, X10, 1, offset);
            case HALF -> access(STRH, X10, 2, offset);
            case WORD, SIGNED_WORD -> access(STR_WORD, X10, 4, offset);
            case DOUBLE -> access(STR, X10, 8, offset);
        }
    }

    /** Loads from or stores to {@code x9 + offset}. */
    private void access(int opcode, int register, int width, int offset) {
        if (offset >= 0 && offset % width == 0 && offset / width < 4096) {
            code.putInt(opcode | (offset / width) << 10 | X9 << 5 | register);
        } else {
            putNumber(X17, offset);
            compute(ADD, X9, X9, X17);
            code.putInt(opcode | X9 << 5 | register);
        }
    }

    @Override
    public void decimal(Slot value, Datum to, int offset, Slot end) {
        takeSlot(X9, value);
        putNumber(X10, 10);
        compute(ORR, X12, XZR, X9);
        putNumber(X11, offset);
        int count = code.size(); // how many digits
        compute(UDIV, X12, X12, X10);
        addNumber(ADD_NUMBER, X11, X11, 1);
        repeatUnlessZero(X12, count);
        putSlot(X11, end);
        putAddress(X12, to, 0);
        compute(ADD, X12, X12, X11);
        code.putInt(STRB | X12 << 5 | XZR);
        int digit = code.size(); // from the last to the first
        compute(UDIV, X11, X9, X10);
        code.putInt(MSUB | X10 << 16 | X9 << 10 | X11 << 5 | X13); // x13 = x9 - x11 * x10
        addNumber(ADD_NUMBER, X13, X13, '0');
        addNumber(SUB_NUMBER, X12, X12, 1);
        code.putInt(STRB | X12 << 5 | X13);
        compute(ORR, X9, XZR, X11);
        repeatUnlessZero(X9, digit);
    }

    private void repeatUnlessZero(int register, int start) {
        code.putInt(CBNZ | ((start - code.size()) / 4 & 0x7FFFF) << 5 | register);
    }

    @Override
    public void stack(Slot to) {
        addNumber(ADD_NUMBER, X9, SP, 0);
        putSlot(X9, to);
    }

    @Override
    public void mark(int label) {
        labels.mark(label, code.size());
    }

    @Override
    public void jump(int label) {
        labels.refer(code.size(), label);
        code.putInt(B);
    }

    private void jump(int condition, int label) {
        if (far) {
            code.putInt(B_CONDITION | 2 << 5 | (condition ^ 1)); // the opposite condition, over the next instruction
            jump(label);
        } else {
            labels.refer(code.size(), label);
            code.putInt(B_CONDITION | condition);
        }
    }

    @Override
    public void branch(Slot left, Condition condition, Operand right, int label) {
        takeSlot(X9, left);
        put(X10, right);
        compute(SUBS, XZR, X9, X10);
        jump(
                switch (condition) {
                    case EQUAL -> EQ;
                    case NOT_EQUAL -> NE;
                    case LESS -> LT;
                    case GREATER -> GT;
                },
                label);
    }

    @Override
    public void fail(Operand errno, int label) {
        put(X0, errno);
        compute(SUB, X0, XZR, X0);
        jump(label);
    }

    @Override
    public void takeError(Slot to) {
        compute(SUB, X0, XZR, X0);
        putSlot(X0, to);
    }

    @Override
    public void link(int position, int target) {
        int instruction = code.getInt(position);
        int distance = target - position;
        if ((instruction & B_MASK) == B) {
            if (Math.abs(distance) >= REACH) {
                throw new IllegalArgumentException("the program is too large: a jump of " + distance + " bytes");
            }
            code.setInt(position, instruction | (distance / 4 & 0x3FFFFFF));
        } else {
            code.setInt(position, instruction | (distance / 4 & 0x7FFFF) << 5);
        }
    }

    @Override
    public Bytes code() {
        return code;
    }

    private void put(int register, Operand operand) {
        if (operand instanceof Operand.Content content) {
            takeSlot(register, content.slot());
        } else if (operand instanceof Operand.Address address) {
            putAddress(register, address.datum(), address.offset());
        } else if (operand instanceof Operand.Number number) {
            putNumber(register, number.value());
        } else if (operand instanceof Operand.Flags flags) {
            putNumber(register, flags.value(Architecture.AARCH64));
        }
    }

    private void putAddress(int register, Datum datum, int offset) {
        if (!(datum instanceof Datum.Space space)) {
            putNumber(register, (long) memory.address(datum) + offset);
            return;
        }
        int distance = Math.addExact(memory.above(space), offset);
        if (distance >= 0 && distance < 4096) {
            addNumber(ADD_NUMBER, register, BASE, distance);
        } else {
            putNumber(register, distance);
            compute(ADD, register, register, BASE);
        }
    }

    private void putNumber(int register, long value) {
        int zeros = 0;
        int ones = 0;
        for (int half = 0; half < 64; half += 16) {
            int bits = (int) (value >>> half) & 0xffff;
            zeros += bits == 0 ? 1 : 0;
            ones += bits == 0xffff ? 1 : 0;
        }
        boolean inverted = ones > zeros;
        int rest = inverted ? 0xffff : 0;
        boolean first = true;
        for (int half = 0; half < 4; half++) {
            int bits = (int) (value >>> (16 * half)) & 0xffff;
            if (bits != rest) {
                int opcode = first ? (inverted ? MOVN : MOVZ) : MOVK;
                code.putInt(opcode | half << 21 | (first && inverted ? bits ^ 0xffff : bits) << 5 | register);
                first = false;
            }
        }
        if (first) {
            code.putInt((inverted ? MOVN : MOVZ) | register);
        }
    }

    private void takeSlot(int register, Slot slot) {
        onSlot(LDR, LDR_INDEXED, register, slot);
    }

    private void putSlot(int register, Slot slot) {
        onSlot(STR, STR_INDEXED, register, slot);
    }

    private void onSlot(int opcode, int indexed, int register, Slot slot) {
        int offset = BIAS - memory.below(slot);
        if (offset >= 0) {
            code.putInt(opcode | (offset / 8) << 10 | SLOTS << 5 | register);
        } else {
            putNumber(X17, offset);
            code.putInt(indexed | X17 << 16 | SLOTS << 5 | register);
        }
    }

    private void compute(int opcode, int to, int left, int right) {
        code.putInt(opcode | right << 16 | left << 5 | to);
    }

    private void addNumber(int opcode, int to, int left, int number) {
        code.putInt(opcode | number << 10 | left << 5 | to);
    }
}
