package io.jdock.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a seccomp filter as the kernel does: the part of the classic BPF machine that seccomp(2) allows and libseccomp uses.
 * A filter that is not well-formed, for example one that jumps out of itself, is an error.
 */
final class BpfMachine {
    private final byte[] filter;

    BpfMachine(byte[] filter) {
        this.filter = filter.clone();
    }

    static final int X86_64 = 0xC000003E;
    static final int X86 = 0x40000003;
    static final int AARCH64 = 0xC00000B7;
    static final int ARM = 0x40000028;

    /** What a filter returned, as a profile would write it. */
    record Verdict(int value) {
        static final Verdict ALLOW = new Verdict(0x7fff0000);
        static final Verdict LOG = new Verdict(0x7ffc0000);
        static final Verdict NOTIFY = new Verdict(0x7fc00000);
        static final Verdict TRAP = new Verdict(0x00030000);
        static final Verdict KILL_THREAD = new Verdict(0);
        static final Verdict KILL_PROCESS = new Verdict(0x80000000);

        static Verdict errno(int number) {
            return new Verdict(0x00050000 | number);
        }

        static Verdict trace(int data) {
            return new Verdict(0x7ff00000 | data);
        }

        @Override
        public String toString() {
            String name = switch (value & 0xffff0000) {
                case 0x7fff0000 -> "ALLOW";
                case 0x7ffc0000 -> "LOG";
                case 0x7ff00000 -> "TRACE";
                case 0x7fc00000 -> "NOTIFY";
                case 0x00050000 -> "ERRNO";
                case 0x00030000 -> "TRAP";
                case 0 -> "KILL_THREAD";
                case 0x80000000 -> "KILL_PROCESS";
                default -> Integer.toHexString(value);
            };
            return name + " " + (value & 0xffff);
        }
    }

    Verdict verdict(int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN); // struct seccomp_data
        data.putInt(number).putInt(architecture).putLong(0x7f0000001000L);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        return new Verdict(run(data));
    }

    int length() {
        return filter.length / 8;
    }

    private int run(ByteBuffer data) {
        ByteBuffer code = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        int at = 0;
        while (true) {
            int operation = code.getShort(8 * at) & 0xffff;
            int ifTrue = code.get(8 * at + 2) & 0xff;
            int ifFalse = code.get(8 * at + 3) & 0xff;
            int operand = code.getInt(8 * at + 4);
            int compared = Integer.compareUnsigned(accumulator, operand);
            at++;
            switch (operation) {
                case 0x20 -> accumulator = data.getInt(operand);
                case 0x54 -> accumulator &= operand;
                case 0x05 -> at += operand;
                case 0x15 -> at += compared == 0 ? ifTrue : ifFalse;
                case 0x25 -> at += compared > 0 ? ifTrue : ifFalse;
                case 0x35 -> at += compared >= 0 ? ifTrue : ifFalse;
                case 0x45 -> at += (accumulator & operand) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("operation 0x" + Integer.toHexString(operation) + " at " + at);
            }
        }
    }
}
