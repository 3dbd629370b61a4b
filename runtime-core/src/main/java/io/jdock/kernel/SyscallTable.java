package io.jdock.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The names of all system calls of Linux and their numbers, for rules about them. What this library itself calls is in
 * {@link Syscall}.
 */
public final class SyscallTable {
    private static final String RESOURCE = "syscalls.txt";

    private static final int MISSING = -1;

    /** The numbers of a call in the order of the constants of {@link Abi}. */
    private final Map<String, int[]> numbers;

    private SyscallTable(Map<String, int[]> numbers) {
        this.numbers = numbers;
    }

    /** Reads the table that belongs to this library. */
    public static SyscallTable load() {
        Map<String, int[]> numbers = new HashMap<>(1024);
        try (InputStream stream = SyscallTable.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IOException("no such resource");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    add(numbers, line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the library is damaged: " + RESOURCE, e);
        }
        return new SyscallTable(numbers);
    }

    private static void add(Map<String, int[]> numbers, String line) {
        Abi[] all = Abi.values();
        int[] row = new int[all.length];
        int start = line.indexOf(' ');
        String name = line.substring(0, start);
        for (int i = 0; i < row.length; i++) {
            int end = line.indexOf(' ', start + 1);
            String number = line.substring(start + 1, end < 0 ? line.length() : end);
            row[i] = number.equals("-") ? MISSING : all[i].numberBase() | Integer.parseInt(number);
            start = end;
        }
        numbers.put(name, row);
    }

    /** Whether any architecture has a call with this name, one that is not supported here included. */
    public boolean knows(String name) {
        return numbers.containsKey(name);
    }

    /** The number of a call, as a filter sees it; empty if there is no such call. */
    @SuppressWarnings("EnumOrdinal") // the order of the columns
    public OptionalInt number(String name, Abi abi) {
        int[] row = numbers.get(name);
        return row == null || row[abi.ordinal()] == MISSING ? OptionalInt.empty() : OptionalInt.of(row[abi.ordinal()]);
    }

    /** All names, in no order. */
    public Set<String> names() {
        return Set.copyOf(numbers.keySet());
    }
}
