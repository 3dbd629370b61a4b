package io.jdock.program;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A 64-bit value that an instruction takes. */
public sealed interface Operand {

    /** A fixed number. {@code text} is how an explanation shows it, where the number itself says little. */
    record Number(long value, @Nullable String text) implements Operand {}

    /** Flags, or-ed together; none means zero. */
    record Flags(List<? extends Flag> flags) implements Operand {
        public Flags {
            flags = List.copyOf(flags);
        }

        public long value(Architecture architecture) {
            return Flag.union(flags, architecture);
        }
    }

    /** The address of a datum, plus an offset in bytes. */
    record Address(Datum datum, int offset) implements Operand {}

    /** What a slot holds when the instruction runs. */
    record Content(Slot slot) implements Operand {}

    static Operand of(long value) {
        return new Number(value, null);
    }

    static Operand of(long value, String text) {
        return new Number(value, text);
    }

    static Operand of(Flag... flags) {
        return new Flags(List.of(flags));
    }

    static Operand of(String text) {
        return new Address(new Datum.Text(text), 0);
    }

    static Operand of(Datum datum) {
        return new Address(datum, 0);
    }

    static Operand of(Datum datum, int offset) {
        return new Address(datum, offset);
    }

    static Operand of(Slot slot) {
        return new Content(slot);
    }
}
