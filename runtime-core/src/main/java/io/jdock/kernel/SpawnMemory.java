package io.jdock.kernel;

import java.util.ArrayList;
import java.util.List;

/** What posix_spawn(3) wants in memory: strings, arrays of their addresses, file actions, attributes. */
final class SpawnMemory implements AutoCloseable {
    /** More than posix_spawn_file_actions_t and posix_spawnattr_t take: 80 and 336 bytes in glibc and in musl. */
    private static final int OPAQUE_SIZE = 512;

    private static final int SIGNAL_SET_SIZE = 128;
    private static final short SET_SIGNAL_DEFAULTS = 0x04; // POSIX_SPAWN_SETSIGDEF
    private static final short SET_SIGNAL_MASK = 0x08; // POSIX_SPAWN_SETSIGMASK

    private static final int PID = 0;
    private static final int NO_SIGNALS = 8;
    private static final int ALL_SIGNALS = NO_SIGNALS + SIGNAL_SET_SIZE;
    private static final int ACTIONS = ALL_SIGNALS + SIGNAL_SET_SIZE;
    private static final int ATTRIBUTES = ACTIONS + OPAQUE_SIZE;
    private static final int FIXED_SIZE = ATTRIBUTES + OPAQUE_SIZE;

    private final NativeMemory memory;
    private final long arguments;
    private final long environment;
    private final long path;

    SpawnMemory(Spawn spawn, String executable) {
        List<byte[]> strings = new ArrayList<>();
        long size = FIXED_SIZE
                + 8L * (spawn.arguments().size() + 1 + spawn.environment().size() + 1);
        long position = size;
        strings.add(NativeMemory.bytes(executable));
        for (String argument : spawn.arguments()) {
            strings.add(NativeMemory.bytes(argument));
        }
        for (String variable : spawn.environment()) {
            strings.add(NativeMemory.bytes(variable));
        }
        for (byte[] string : strings) {
            size += string.length + 1;
        }
        memory = new NativeMemory(size);
        arguments = memory.address() + FIXED_SIZE;
        environment = arguments + 8L * (spawn.arguments().size() + 1);
        path = memory.address() + position;
        long entry = FIXED_SIZE;
        for (int i = 0; i < strings.size(); i++) {
            byte[] string = strings.get(i);
            memory.set(position, string, 0, string.length);
            if (i > 0) {
                memory.setLong(entry, memory.address() + position);
                entry += i == spawn.arguments().size() ? 16 : 8; // a null pointer ends the arguments
            }
            position += string.length + 1;
        }
        initialize();
    }

    private void initialize() {
        for (int i = 0; i < SIGNAL_SET_SIZE; i += Long.BYTES) {
            memory.setLong(ALL_SIGNALS + i, -1);
        }
        must(LibC.posix_spawn_file_actions_init(memory.address() + ACTIONS));
        long attributes = memory.address() + ATTRIBUTES;
        must(LibC.posix_spawnattr_init(attributes));
        must(LibC.posix_spawnattr_setflags(attributes, (short) (SET_SIGNAL_DEFAULTS | SET_SIGNAL_MASK)));
        must(LibC.posix_spawnattr_setsigmask(attributes, memory.address() + NO_SIGNALS));
        must(LibC.posix_spawnattr_setsigdefault(attributes, memory.address() + ALL_SIGNALS));
    }

    void duplicate(int from, int to) {
        must(LibC.posix_spawn_file_actions_adddup2(memory.address() + ACTIONS, from, to));
    }

    /** Returns zero, and then {@link #pid} is known, or an error number. */
    int spawn() {
        return LibC.posix_spawn(
                memory.address() + PID,
                path,
                memory.address() + ACTIONS,
                memory.address() + ATTRIBUTES,
                arguments,
                environment);
    }

    int pid() {
        return memory.getInt(PID);
    }

    /** The preparing functions fail for lack of memory, or a negative descriptor, which there is not. */
    private static void must(int error) {
        if (error != 0) {
            throw new OutOfMemoryError("posix_spawn: " + Errno.describe(error));
        }
    }

    @Override
    public void close() {
        LibC.posix_spawnattr_destroy(memory.address() + ATTRIBUTES);
        LibC.posix_spawn_file_actions_destroy(memory.address() + ACTIONS);
        memory.close();
    }
}
