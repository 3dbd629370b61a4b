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
 * x86-64 code, as Intel's manual (volume 2) encodes it and syscall(2) calls the kernel: number in rax; arguments in rdi,
 * rsi, rdx, r10, r8, r9; result in rax; rcx and r11 are lost. Registers held: rbx is the base of the zeroed memory less
 * {@link #BIAS}, r13 is -4095, the least error.
 */
final class X86_64Encoder implements Encoder {
    private static final int RAX = 0;
    private static final int RCX = 1;
    private static final int RBX = 3;
    private static final int RDI = 7;
    private static final int[] ARGUMENTS = {RDI, 6, 2, 10, 8, 9};

    private static final int WIDE = 0x48; // REX.W

    /** With it the first 32 slots, not 16, are in reach of a displacement of one byte. */
    private static final int BIAS = 128;

    private final Memory memory;
    private final Labels labels;
    private final Bytes code = new Bytes(16 * 1024);

    X86_64Encoder(Memory memory, Labels labels) {
        this.memory = memory;
        this.labels = labels;
    }

    @Override
    public void begin() {
        code.put1(0xB8 + RBX); // mov ebx, base
        code.putInt(0);
        code.put3(0x49, 0xC7, 0xC5); // mov r13, -4095
        code.putInt(-Assembler.LARGEST_ERROR);
    }

    @Override
    public void setBase(int address) {
        code.setInt(1, address - BIAS);
    }

    @Override
    public void call(
            Syscall syscall, List<Operand> arguments, @Nullable Slot result, Set<Errno> tolerated, int failure) {
        for (int i = 0; i < arguments.size(); i++) {
            put(ARGUMENTS[i], arguments.get(i));
        }
        putNumber(RAX, syscall.number(Architecture.X86_64));
        code.put2(0x0F, 0x05); // syscall
        if (failure != NOWHERE) {
            check(tolerated, failure);
        }
        if (result != null) {
            onSlot(0x89, RAX, result); // mov [result], rax
        }
    }

    private void check(Set<Errno> tolerated, int failure) {
        int[] numbers = Assembler.numbers(tolerated);
        int[] jumps = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            code.put2(WIDE, 0x3D); // cmp rax, -errno
            code.putInt(-numbers[i]);
            code.put2(0x0F, 0x84); // je over
            jumps[i] = code.size();
            code.putInt(0);
        }
        code.put3(0x4C, 0x39, 0xE8); // cmp rax, r13
        jump(0x83, failure); // jae, unsigned
        for (int jump : jumps) {
            link(jump, code.size());
        }
    }

    @Override
    public void split(Slot child, int parent) {
        code.put3(WIDE, 0x85, 0xC0); // test rax, rax
        code.put2(0x0F, 0x84); // jz over
        int over = code.size();
        code.putInt(0);
        onSlot(0x89, RAX, child); // mov [child], rax
        jump(parent);
        link(over, code.size());
    }

    @Override
    public void move(Slot to, Operand from) {
        if (from instanceof Operand.Number number && number.value() == (int) number.value()) {
            onSlot(0xC7, 0, to); // mov qword [to], imm32
            code.putInt((int) number.value());
        } else {
            put(RCX, from);
            onSlot(0x89, RCX, to); // mov [to], rcx
        }
    }

    @Override
    public void compute(Slot to, Operation operation, Operand operand) {
        put(RCX, operand);
        switch (operation) {
            case ADD -> onSlot(0x01, RCX, to);
            case OR -> onSlot(0x09, RCX, to);
            case AND -> onSlot(0x21, RCX, to);
            case SHIFT_LEFT -> onSlot(0xD3, 4, to); // shl qword [to], cl
            case SHIFT_RIGHT -> onSlot(0xD3, 5, to); // shr qword [to], cl
        }
    }

    @Override
    public void load(Slot to, Width width, Operand address, int offset) {
        put(RCX, address);
        switch (width) {
            case BYTE -> code.put2(0x0F, 0xB6); // movzx eax, byte [rcx + offset]
            case HALF -> code.put2(0x0F, 0xB7); // movzx eax, word [rcx + offset]
            case WORD -> code.put1(0x8B); // mov eax, [rcx + offset]
            case SIGNED_WORD -> code.put2(WIDE, 0x63); // movsxd rax, dword [rcx + offset]
            case DOUBLE -> code.put2(WIDE, 0x8B); // mov rax, [rcx + offset]
        }
        memoryOperand(RAX, RCX, offset);
        onSlot(0x89, RAX, to);
    }

    @Override
    public void store(Width width, Operand address, int offset, Operand value) {
        put(RCX, address);
        put(RAX, value);
        switch (width) {
            case BYTE -> code.put1(0x88); // mov [rcx + offset], al
            case HALF -> code.put2(0x66, 0x89); // mov [rcx + offset], ax
            case WORD, SIGNED_WORD -> code.put1(0x89); // mov [rcx + offset], eax
            case DOUBLE -> code.put2(WIDE, 0x89); // mov [rcx + offset], rax
        }
        memoryOperand(RAX, RCX, offset);
    }

    @Override
    public void decimal(Slot value, Datum to, int offset, Slot end) {
        onSlot(0x8B, RAX, value); // mov rax, [value]
        code.put3(0x41, 0x89, 0xC1); // mov r9d, eax
        putNumber(8, 10); // mov r8d, 10
        code.put2(0x31, 0xC9); // xor ecx, ecx
        int count = code.size(); // how many digits
        divideByTen();
        code.put2(0xFF, 0xC1); // inc ecx
        repeatUnlessZero(count);
        code.put2(0x81, 0xC1); // add ecx, offset
        code.putInt(offset);
        onSlot(0x89, RCX, end); // mov [end], rcx
        putAddress(RDI, to, 0);
        code.put3(WIDE, 0x01, 0xCF); // add rdi, rcx
        code.put3(0xC6, 0x07, 0x00); // mov byte [rdi], 0
        code.put3(0x44, 0x89, 0xC8); // mov eax, r9d
        int digit = code.size(); // from the last to the first
        divideByTen();
        code.put3(0x83, 0xC2, '0'); // add edx, '0'
        code.put3(WIDE, 0xFF, 0xCF); // dec rdi
        code.put2(0x88, 0x17); // mov [rdi], dl
        repeatUnlessZero(digit);
    }

    private void divideByTen() {
        code.put2(0x31, 0xD2); // xor edx, edx
        code.put3(0x41, 0xF7, 0xF0); // div r8d
    }

    private void repeatUnlessZero(int start) {
        code.put2(0x85, 0xC0); // test eax, eax
        code.put2(0x75, start - (code.size() + 2)); // jnz
    }

    @Override
    public void stack(Slot to) {
        onSlot(0x89, 4, to); // mov [to], rsp
    }

    @Override
    public void mark(int label) {
        labels.mark(label, code.size());
    }

    @Override
    public void jump(int label) {
        code.put1(0xE9);
        labels.refer(code.size(), label);
        code.putInt(0);
    }

    private void jump(int condition, int label) {
        code.put2(0x0F, condition);
        labels.refer(code.size(), label);
        code.putInt(0);
    }

    @Override
    public void branch(Slot left, Condition condition, Operand right, int label) {
        put(RCX, right);
        onSlot(0x39, RCX, left); // cmp [left], rcx
        jump(
                switch (condition) {
                    case EQUAL -> 0x84;
                    case NOT_EQUAL -> 0x85;
                    case LESS -> 0x8C;
                    case GREATER -> 0x8F;
                },
                label);
    }

    @Override
    public void fail(Operand errno, int label) {
        put(RAX, errno);
        code.put3(WIDE, 0xF7, 0xD8); // neg rax
        jump(label);
    }

    @Override
    public void takeError(Slot to) {
        code.put3(WIDE, 0xF7, 0xD8); // neg rax
        onSlot(0x89, RAX, to);
    }

    @Override
    public void link(int position, int target) {
        code.setInt(position, target - (position + 4));
    }

    @Override
    public Bytes code() {
        return code;
    }

    private void put(int register, Operand operand) {
        if (operand instanceof Operand.Content content) {
            onSlot(0x8B, register, content.slot());
        } else if (operand instanceof Operand.Address address) {
            putAddress(register, address.datum(), address.offset());
        } else if (operand instanceof Operand.Number number) {
            putNumber(register, number.value());
        } else if (operand instanceof Operand.Flags flags) {
            putNumber(register, flags.value(Architecture.X86_64));
        }
    }

    private void putAddress(int register, Datum datum, int offset) {
        if (datum instanceof Datum.Space space) {
            code.put2(register < 8 ? WIDE : 0x4C, 0x8D); // lea register, [rbx + distance]
            memoryOperand(register, RBX, Math.addExact(memory.above(space) + BIAS, offset));
        } else {
            putNumber(register, (long) memory.address(datum) + offset);
        }
    }

    private void putNumber(int register, long value) {
        int high = register >>> 3;
        int low = register & 7;
        if (value == 0) {
            if (high != 0) {
                code.put1(0x45);
            }
            code.put2(0x31, 0xC0 | low << 3 | low); // xor, 32 bits; clears the upper half too
        } else if (value >>> 32 == 0) {
            if (high != 0) {
                code.put1(0x41);
            }
            code.put1(0xB8 + low); // mov, 32 bits
            code.putInt((int) value);
        } else if (value == (int) value) {
            code.put3(WIDE | high, 0xC7, 0xC0 | low); // mov, sign-extended
            code.putInt((int) value);
        } else {
            code.put2(WIDE | high, 0xB8 + low); // mov, 64 bits
            code.putLong(value);
        }
    }

    /** A 64-bit instruction on a register, or opcode extension, and a slot. */
    private void onSlot(int opcode, int register, Slot slot) {
        code.put2(register < 8 ? WIDE : 0x4C, opcode);
        memoryOperand(register, RBX, BIAS - memory.below(slot));
    }

    /** ModRM and displacement for {@code [base + displacement]}. */
    private void memoryOperand(int register, int base, int displacement) {
        int fields = (register & 7) << 3 | base;
        if (displacement == (byte) displacement) {
            code.put2(0x40 | fields, displacement);
        } else {
            code.put1(0x80 | fields);
            code.putInt(displacement);
        }
    }
}
