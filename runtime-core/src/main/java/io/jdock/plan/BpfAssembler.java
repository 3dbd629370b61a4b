package io.jdock.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles a seccomp filter for the kernel's classic BPF machine, from its end to its start: each instruction names those
 * that follow it, which are there already. Equal ends of different paths thus become one, and no path can lead back, which
 * the machine does not allow.
 *
 * <p>A point of the filter is an {@code int}: the number of instructions after it.
 */
final class BpfAssembler {
    /** A comparison of the accumulator, unsigned. */
    enum Test {
        EQUAL(0x15),
        GREATER(0x25),
        GREATER_OR_EQUAL(0x35);

        private final int code;

        Test(int code) {
            this.code = code;
        }
    }

    // include/uapi/linux/bpf_common.h
    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
    private static final int JUMP = 0x05; // BPF_JMP | BPF_JA
    private static final int RETURN = 0x06; // BPF_RET | BPF_K

    private static final int INSTRUCTION_SIZE = 8;

    /** A conditional jump has one byte for each distance. */
    private static final int FARTHEST = 255;

    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    /** What an instruction does, whatever its place: {@code next} and {@code otherwise} are points. */
    private record Meaning(int code, int operand, int next, int otherwise) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Meaning meaning
                    && code == meaning.code
                    && operand == meaning.operand
                    && next == meaning.next
                    && otherwise == meaning.otherwise;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * code + operand) + next) + otherwise;
        }
    }

    private final List<Instruction> fromTheEnd = new ArrayList<>();
    private final Map<Meaning, Integer> points = new HashMap<>();

    /** Ends the filter with a value, {@code SECCOMP_RET_*}. */
    int give(int value) {
        return point(new Meaning(RETURN, value, 0, 0));
    }

    /** Loads a word of {@code struct seccomp_data} into the accumulator. */
    int load(int offset, int next) {
        return point(new Meaning(LOAD, offset, next, next));
    }

    /** Clears the bits of the accumulator that are not in the mask. */
    int and(int mask, int next) {
        return point(new Meaning(AND, mask, next, next));
    }

    /** Goes on at one of two points. */
    int test(Test test, int operand, int ifTrue, int ifFalse) {
        return ifTrue == ifFalse ? ifTrue : point(new Meaning(test.code, operand, ifTrue, ifFalse));
    }

    private int point(Meaning meaning) {
        Integer known = points.get(meaning);
        if (known != null) {
            return known;
        }
        int point = assemble(meaning);
        points.put(meaning, point);
        return point;
    }

    private int assemble(Meaning meaning) {
        switch (meaning.code) {
            case RETURN -> put(RETURN, 0, 0, meaning.operand);
            case LOAD, AND -> {
                comeTo(meaning.next);
                put(meaning.code, 0, 0, meaning.operand);
            }
            default -> {
                int ifFalse = within(meaning.otherwise, FARTHEST - 1); // a jump for ifTrue may come in between
                int ifTrue = within(meaning.next, FARTHEST);
                int here = fromTheEnd.size();
                put(meaning.code, here - ifTrue, here - ifFalse, meaning.operand);
            }
        }
        return fromTheEnd.size();
    }

    /** Makes a point that is the very next one. */
    private void comeTo(int point) {
        if (point != fromTheEnd.size()) {
            jump(point);
        }
    }

    /** A point at most so many instructions away from which the given one is reached. */
    private int within(int point, int distance) {
        if (fromTheEnd.size() - point <= distance) {
            return point;
        }
        jump(point);
        return fromTheEnd.size();
    }

    /** To repeat the end of a filter takes no more room than to jump to it. */
    private void jump(int point) {
        Instruction target = fromTheEnd.get(point - 1);
        if (target.code == RETURN) {
            fromTheEnd.add(target);
            points.put(new Meaning(RETURN, target.operand, 0, 0), fromTheEnd.size());
        } else {
            put(JUMP, 0, 0, fromTheEnd.size() - point);
        }
    }

    private void put(int code, int ifTrue, int ifFalse, int operand) {
        fromTheEnd.add(new Instruction(code, ifTrue, ifFalse, operand));
    }

    /** The filter that begins at a point, as an array of {@code struct sock_filter} of this machine's byte order. */
    byte[] filter(int start) {
        comeTo(start);
        ByteBuffer code =
                ByteBuffer.allocate(INSTRUCTION_SIZE * fromTheEnd.size()).order(ByteOrder.nativeOrder());
        for (int i = fromTheEnd.size() - 1; i >= 0; i--) {
            Instruction instruction = fromTheEnd.get(i);
            code.putShort((short) instruction.code)
                    .put((byte) instruction.ifTrue)
                    .put((byte) instruction.ifFalse)
                    .putInt(instruction.operand);
        }
        return code.array();
    }
}
