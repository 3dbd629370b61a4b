package io.jdock.program;

import io.jdock.kernel.Flag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.program.Datum.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Structures in memory that system calls take. */
public final class Structures {
    /** Bytes of {@link #openHow}. */
    public static final Operand OPEN_HOW_SIZE = Operand.of(24);

    private Structures() {}

    /**
     * A null-terminated array of strings, as execve(2) takes it.
     *
     * @param name how an explanation shows it
     */
    public static Operand strings(String name, List<String> values) {
        List<Field> fields = new ArrayList<>();
        values.forEach(value -> fields.add(new Field.Pointer(new Datum.Text(value), 0)));
        fields.add(new Field.Int(8, 0));
        return Operand.of(new Datum.Struct(name, fields));
    }

    /** The same, which an explanation shows as it is. */
    public static Operand strings(List<String> values) {
        return strings(values.toString(), values);
    }

    /** The {@code struct open_how} of openat2(2). */
    public static Operand openHow(List<OpenFlag> flags, ResolveFlag... resolve) {
        String name = "{flags=" + names(flags) + ", resolve=" + names(List.of(resolve)) + "}";
        return Operand.of(new Datum.Struct(
                name,
                List.of(new Field.Bits(8, flags), new Field.Int(8, 0), new Field.Bits(8, Arrays.asList(resolve)))));
    }

    /** How an explanation shows flags. */
    public static String names(List<? extends Flag> flags) {
        return flags.isEmpty() ? "0" : flags.stream().map(Flag::name).collect(Collectors.joining("|"));
    }
}
