package io.jdock.plan;

import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A process without which a program that is an executable of its own does not go on, besides its parent. It is a parameter of the program, so
 * that one program serves all owners.
 *
 * @param pid on this host
 * @param startTime in clock ticks since boot, as proc_pid_stat(5) has it: with it a process that took the number over is
 *     told apart
 */
public record Owner(long pid, long startTime) {
    /** Takes the place of the owner in a program that has none yet. */
    static final Owner NONE = new Owner(0, 0);

    static final int PID = 0;
    static final int STAT = PID + 8;
    static final int START_TIME = STAT + 32;

    private static final int START_TIME_BYTES = 24; // 20 digits, a blank, and zeros

    /** The number, the file that tells of the process, and its start time with the blank that follows it there; texts end with a zero byte. */
    public Datum.Struct parameters() {
        return new Datum.Struct(
                "owner",
                List.of(
                        new Field.Int(STAT - PID, pid),
                        text("/proc/" + pid + "/stat", START_TIME - STAT),
                        text(startTime + " ", START_TIME_BYTES)));
    }

    private static Field text(String text, int size) {
        return new Field.Raw(Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), size));
    }
}
