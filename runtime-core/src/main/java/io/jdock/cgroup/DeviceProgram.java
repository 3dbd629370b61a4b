package io.jdock.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A BPF program of type {@code BPF_PROG_TYPE_CGROUP_DEVICE} that decides over accesses to devices as version 1's device
 * list does. The kernel runs it at each open(2) and mknod(2) of a device file; 1 grants, 0 refuses with EPERM.
 *
 * <p>An access asks for one or more of mknod, read and write. For each of them the last rule that is about the device
 * and that right decides; a right that no rule is about is granted (OCI config-linux.md, "Allowed Device list": entries
 * apply in the listed order). The program walks the rules from the last to the first and keeps the rights that are still
 * undecided in a register: an allowing rule takes its rights out, and none left means yes; a denying rule that meets an
 * undecided right means no.
 *
 * @see <a href="https://docs.kernel.org/bpf/standardization/instruction-set.html">BPF instruction set</a>
 */
public final class DeviceProgram {
    /** Bytes of one instruction. */
    private static final int INSTRUCTION_SIZE = 8;

    // Registers: r1 is the context, r0 the result (BPF calling convention); the others are ours.
    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int UNDECIDED = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int SCRATCH = 0;

    // Operation codes: class | operation | source, see the instruction set.
    private static final int LOAD_WORD = 0x61;
    private static final int MOVE_IMMEDIATE = 0xb4;
    private static final int MOVE_REGISTER = 0xbc;
    private static final int AND_IMMEDIATE = 0x54;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int JUMP = 0x05;
    private static final int JUMP_NOT_EQUAL = 0x56;
    private static final int JUMP_EQUAL = 0x16;
    private static final int EXIT = 0x95;

    private final byte[] code;

    private DeviceProgram(byte[] code) {
        this.code = code;
    }

    static DeviceProgram compile(List<DeviceRule> rules) {
        Writer writer = new Writer();
        writer.prologue();
        for (int i = rules.size() - 1; i >= 0; i--) {
            writer.rule(rules.get(i));
        }
        writer.answer(1);
        return new DeviceProgram(writer.bytes());
    }

    /** The machine code as bpf(2) takes it, least significant byte first, 8 bytes for each instruction. */
    public byte[] code() {
        return code.clone();
    }

    public int instructionCount() {
        return code.length / INSTRUCTION_SIZE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceProgram program && Arrays.equals(code, program.code);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(code);
    }

    /** Collects instructions. */
    private static final class Writer {
        private final List<int[]> instructions = new ArrayList<>();

        /** struct bpf_cgroup_dev_ctx: access_type (rights in the upper half, type in the lower), major, minor. */
        private void prologue() {
            emit(LOAD_WORD, TYPE, CONTEXT, 0, 0);
            emit(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
            emit(LOAD_WORD, MINOR, CONTEXT, 8, 0);
            emit(MOVE_REGISTER, UNDECIDED, TYPE, 0, 0);
            emit(SHIFT_RIGHT, UNDECIDED, 0, 0, 16);
            emit(AND_IMMEDIATE, TYPE, 0, 0, 0xffff);
        }

        private void rule(DeviceRule rule) {
            int tests = 1 + (rule.major().isPresent() ? 1 : 0) + (rule.minor().isPresent() ? 1 : 0);
            int body = rule.allow() ? 4 : 5;
            int remaining = 2 * tests + body;
            goOnIfEqual(TYPE, rule.type().number(), remaining -= 2);
            if (rule.major().isPresent()) {
                goOnIfEqual(MAJOR, (int) rule.major().getAsLong(), remaining -= 2);
            }
            if (rule.minor().isPresent()) {
                goOnIfEqual(MINOR, (int) rule.minor().getAsLong(), remaining - 2);
            }
            if (rule.allow()) {
                emit(AND_IMMEDIATE, UNDECIDED, 0, 0, ~rule.access() & DeviceRule.ALL);
                emit(JUMP_NOT_EQUAL, UNDECIDED, 0, 2, 0);
                answer(1);
            } else {
                emit(MOVE_REGISTER, SCRATCH, UNDECIDED, 0, 0);
                emit(AND_IMMEDIATE, SCRATCH, 0, 0, rule.access());
                emit(JUMP_EQUAL, SCRATCH, 0, 2, 0);
                answer(0);
            }
        }

        /**
         * A jump-if-not-equal would do, but the verifier follows the path without a jump first. When that is the one on
         * which it learns nothing about the register, all other paths are special cases of what it has seen, and its work
         * grows with the number of rules and not with its square.
         */
        private void goOnIfEqual(int register, int value, int toNextRule) {
            emit(JUMP_EQUAL, register, 0, 1, value);
            emit(JUMP, 0, 0, toNextRule, 0);
        }

        private void answer(int result) {
            emit(MOVE_IMMEDIATE, RESULT, 0, 0, result);
            emit(EXIT, 0, 0, 0, 0);
        }

        private void emit(int operation, int destination, int source, int offset, int immediate) {
            instructions.add(new int[] {operation, destination, source, offset, immediate});
        }

        /** struct bpf_insn: u8 code, u4 destination, u4 source, s16 offset, s32 immediate. */
        private byte[] bytes() {
            ByteBuffer buffer =
                    ByteBuffer.allocate(instructions.size() * INSTRUCTION_SIZE).order(ByteOrder.LITTLE_ENDIAN);
            for (int[] instruction : instructions) {
                buffer.put((byte) instruction[0])
                        .put((byte) (instruction[2] << 4 | instruction[1]))
                        .putShort((short) instruction[3])
                        .putInt(instruction[4]);
            }
            return buffer.array();
        }
    }
}
