package io.jdock.plan;

import io.jdock.kernel.Abi;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a filter answers to calls whatever their arguments are, found out as the kernel does it when the filter is loaded
 * (seccomp_is_const_allow() in kernel/seccomp.c): by running it until it wants to know an argument.
 */
final class SeccompAnswer {
    private static final int ALLOW = 0x7fff_0000;

    // include/uapi/linux/bpf_common.h
    private static final int LOAD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP = 0x05;
    private static final int EQUAL = 0x15;
    private static final int GREATER = 0x25;
    private static final int GREATER_OR_EQUAL = 0x35;
    private static final int ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    // struct seccomp_data
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;

    private static final int INSTRUCTION_SIZE = 8;

    private final ByteBuffer filter;
    private final Architecture architecture;

    /**
     * @param instructions an array of {@code struct sock_filter}
     * @param architecture whose calls are made, in its own ABI
     */
    SeccompAnswer(byte[] instructions, Architecture architecture) {
        this.filter = ByteBuffer.wrap(instructions).order(ByteOrder.LITTLE_ENDIAN);
        this.architecture = architecture;
    }

    boolean alwaysAllows(Syscall call) {
        int accumulator = 0;
        int at = 0;
        while (true) { // jumps lead forward only
            int code = filter.getShort(at) & 0xffff;
            int operand = filter.getInt(at + 4);
            at += INSTRUCTION_SIZE;
            switch (code) {
                case LOAD -> {
                    if (operand != NUMBER && operand != ARCHITECTURE) {
                        return false;
                    }
                    accumulator = operand == NUMBER
                            ? call.number(architecture)
                            : Abi.of(architecture).get(0).auditArchitecture();
                }
                case AND -> accumulator &= operand;
                case JUMP -> at += operand * INSTRUCTION_SIZE;
                case RETURN -> {
                    return operand == ALLOW;
                }
                default -> at += INSTRUCTION_SIZE * distance(at - INSTRUCTION_SIZE, holds(code, accumulator, operand));
            }
        }
    }

    private int distance(int at, boolean holds) {
        return filter.get(holds ? at + 2 : at + 3) & 0xff;
    }

    private static boolean holds(int code, int accumulator, int operand) {
        return switch (code) {
            case EQUAL -> accumulator == operand;
            case GREATER -> Integer.compareUnsigned(accumulator, operand) > 0;
            case GREATER_OR_EQUAL -> Integer.compareUnsigned(accumulator, operand) >= 0;
            case ANY_BIT -> (accumulator & operand) != 0;
            default -> throw new IllegalArgumentException("no instruction of a filter: " + Integer.toHexString(code));
        };
    }
}
