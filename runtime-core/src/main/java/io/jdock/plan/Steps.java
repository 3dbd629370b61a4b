package io.jdock.plan;

import io.jdock.kernel.Flag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Phrases that several planners speak. */
final class Steps {
    /** The status with which a process ends that lost its owner: as if killed by SIGKILL. */
    static final int ORPHANED = 137;

    private Steps() {}

    /** Ends the process quietly unless a slot holds the expected value: whoever was to send it is gone. */
    static void exitUnless(Code code, Slot slot, long expected) {
        Label ahead = new Label("ahead");
        code.branch(slot, Condition.EQUAL, expected, ahead);
        code.run(Syscall.EXIT_GROUP, Operand.of(ORPHANED));
        code.mark(ahead);
    }

    /** Writes a text to a file that exists, in one write(2), as procfs and cgroupfs want it. */
    static void writeFile(Code code, Operand directory, String path, String text) {
        Slot file = code.call(
                "file",
                Syscall.OPENAT,
                directory,
                Operand.of(path),
                Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        write(code, file, text);
    }

    /** Writes a text to an open file and closes it. */
    static void write(Code code, Slot file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        code.run(Syscall.WRITE, Operand.of(file), Operand.of(text), Operand.of(bytes.length));
        code.run(Syscall.CLOSE, Operand.of(file));
    }

    /** The {@code struct open_how} of openat2(2). */
    static Operand how(List<OpenFlag> flags, ResolveFlag... resolve) {
        String name = "{flags=" + names(flags) + ", resolve=" + names(List.of(resolve)) + "}";
        return Operand.of(new Datum.Struct(
                name,
                List.of(new Field.Bits(8, flags), new Field.Int(8, 0), new Field.Bits(8, Arrays.asList(resolve)))));
    }

    /** Bytes of the {@code struct open_how} above. */
    static final Operand HOW_SIZE = Operand.of(24);

    static String names(List<? extends Flag> flags) {
        return flags.isEmpty() ? "0" : flags.stream().map(Flag::name).collect(Collectors.joining("|"));
    }

    /** A null-terminated array of strings, as execve(2) takes it. */
    static Operand strings(String name, List<String> values) {
        List<Field> fields = values.stream()
                .map(value -> (Field) new Field.Pointer(new Datum.Text(value), 0))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        fields.add(new Field.Int(8, 0));
        return Operand.of(new Datum.Struct(name, fields));
    }

    /** A wait until one descriptor is ready, or a time has passed: {@code struct pollfd} and {@code struct timespec}. */
    static Operand noTime() {
        return Operand.of(new Datum.Struct("{0s}", List.of(new Field.Int(8, 0), new Field.Int(8, 0))));
    }
}
