package io.jdock.program;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Flag;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A piece of a program's memory. All of it is writable, aligned to 8 bytes, and lives as long as the process. Equal
 * {@link Text}s share one place; every other datum has its own, by identity.
 */
public sealed interface Datum {

    /** Bytes that it takes. */
    int size();

    /** A string in UTF-8, closed by a zero byte. The value itself must not contain one. */
    record Text(String value) implements Datum {
        public Text {
            if (value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a string for the kernel cannot contain a zero byte: " + value.replace("\0", "\\0"));
            }
        }

        @Override
        public int size() {
            return value.getBytes(StandardCharsets.UTF_8).length + 1;
        }
    }

    /** Zeroed room that the kernel or the program fills. */
    final class Space implements Datum {
        private final String name;
        private final int size;

        public Space(String name, int size) {
            this.name = name;
            this.size = size;
        }

        public String name() {
            return name;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A structure or array: its fields one after another, without padding of its own. */
    final class Struct implements Datum {
        private final String name;
        private final List<Field> fields;
        private final int size;

        public Struct(String name, List<Field> fields) {
            this.name = name;
            this.fields = List.copyOf(fields);
            int sum = 0;
            for (Field field : this.fields) {
                sum = Math.addExact(sum, field.size());
            }
            this.size = sum;
        }

        /** How an explanation shows it, such as {@code {flags=O_PATH, resolve=RESOLVE_IN_ROOT}}. */
        public String name() {
            return name;
        }

        public List<Field> fields() {
            return fields;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A part of a {@link Struct}. */
    sealed interface Field {
        int size();

        /** An integer of 1, 2, 4 or 8 bytes, least significant byte first. */
        record Int(int size, long value) implements Field {}

        /** An integer of 1, 2, 4 or 8 bytes made of flags, which may differ between architectures. */
        record Bits(int size, List<? extends Flag> flags) implements Field {
            public Bits {
                flags = List.copyOf(flags);
            }

            public long value(Architecture architecture) {
                return Flag.union(flags, architecture);
            }
        }

        /** Bytes as they are. Not to be changed after construction. */
        @SuppressWarnings("ArrayRecordComponent") // megabytes of BPF or JSON need no defensive copy here
        record Raw(byte[] bytes) implements Field {
            @Override
            public int size() {
                return bytes.length;
            }
        }

        /** The address of another datum: 8 bytes. */
        record Pointer(Datum to, int offset) implements Field {
            @Override
            public int size() {
                return 8;
            }
        }
    }
}
