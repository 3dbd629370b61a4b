package io.jdock.program;

import io.jdock.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Code for a process of its own: sections run one after another, from the first instruction of the first one. A program
 * that runs past its last instruction exits with status 0.
 *
 * @param parameters integers and raw bytes that lie first in the program's memory, so that the {@linkplain Assembler#with assembled
 *     program can get others}
 * @param sections each with a number that names it when one of its instructions fails
 * @param failure where a failure is told
 */
public record Program(Optional<Datum.Struct> parameters, List<Section> sections, Failure failure) {
    public Program {
        sections = List.copyOf(sections);
    }

    /** One without parameters. */
    public Program(List<Section> sections, Failure failure) {
        this(Optional.empty(), sections, failure);
    }

    /**
     * A part that fails as a whole.
     *
     * @param index names the section in reports, from 0
     * @param exitStatus of the process when an instruction of this section fails, 1 to 255
     */
    public record Section(int index, int exitStatus, List<Instruction> instructions) {
        public Section {
            instructions = List.copyOf(instructions);
            if (index < 0 || exitStatus < 1 || exitStatus > 255) {
                throw new IllegalArgumentException("section " + index + " with exit status " + exitStatus);
            }
        }
    }

    /** Where a failure is told before the process ends. */
    public sealed interface Failure {
        /**
         * Writes 16 bytes to a descriptor: four little-endian 32-bit numbers, {@link #FAILED}, the section's index, the
         * error number, zero. One write(2), so that messages of several processes do not mix (pipe(7), PIPE_BUF).
         */
        record Message(int descriptor) implements Failure {
            /** First number of a message about a failure. */
            public static final int FAILED = 1;

            private static final int SIZE = 16;

            /**
             * What a message says.
             *
             * @param section index of the section that failed
             * @param errno the error number
             */
            public record Failed(int section, int errno) {
                /**
                 * The error that the program had.
                 *
                 * @param step what the section does, as in {@code cannot ...}
                 */
                public KernelException in(String step) {
                    return new KernelException("", step, errno);
                }
            }

            /** Reads bytes that a program has written; empty if they are no message about a failure. */
            public static Optional<Failed> read(byte[] bytes) {
                ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                return bytes.length == SIZE && numbers.getInt(0) == FAILED
                        ? Optional.of(new Failed(numbers.getInt(4), numbers.getInt(8)))
                        : Optional.empty();
            }
        }

        /**
         * Writes {@code <text of the section>: EPERM (Operation not permitted)\n} to a descriptor, for programs that run
         * on their own; {@code error <number>} for numbers without a name.
         *
         * @param texts one for each section index
         */
        record Text(int descriptor, List<String> texts) implements Failure {
            public Text {
                texts = List.copyOf(texts);
            }
        }
    }
}
