package io.jdock.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs device programs: just the instructions that they use, as the BPF instruction set defines them. */
final class DeviceMachine {
    private final byte[] code;

    DeviceMachine(DeviceProgram program) {
        this.code = program.code();
    }

    boolean grants(char type, long major, long minor, String access) {
        int rights = 0;
        for (int i = 0; i < access.length(); i++) {
            char right = access.charAt(i);
            rights |= right == 'm' ? 1 : right == 'r' ? 2 : 4;
        }
        return run(new int[] {rights << 16 | (type == 'b' ? 1 : 2), (int) major, (int) minor}) == 1;
    }

    private int run(int[] context) {
        int[] registers = new int[11];
        int counter = 0;
        while (true) {
            ByteBuffer instruction = ByteBuffer.wrap(code, counter++ * 8, 8).order(ByteOrder.LITTLE_ENDIAN);
            int operation = instruction.get() & 0xff;
            int operands = instruction.get() & 0xff;
            int destination = operands & 0xf;
            int source = operands >> 4;
            int offset = instruction.getShort();
            int immediate = instruction.getInt();
            switch (operation) {
                case 0x61 -> registers[destination] = context[offset / 4];
                case 0xb4 -> registers[destination] = immediate;
                case 0xbc -> registers[destination] = registers[source];
                case 0x54 -> registers[destination] &= immediate;
                case 0x74 -> registers[destination] >>>= immediate;
                case 0x05 -> counter += offset;
                case 0x56 -> counter += registers[destination] != immediate ? offset : 0;
                case 0x16 -> counter += registers[destination] == immediate ? offset : 0;
                case 0x95 -> {
                    return registers[0];
                }
                default -> throw new IllegalStateException("unknown instruction " + Integer.toHexString(operation));
            }
        }
    }
}
