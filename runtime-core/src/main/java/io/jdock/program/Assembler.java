package io.jdock.program;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Errno;
import java.util.Set;

/**
 * Turns programs into static executables of a few KiB. Stateless and safe for use by several threads; equal programs
 * give equal bytes.
 */
public final class Assembler {
    /** Results of system calls from minus this to -1 are errors: MAX_ERRNO of the kernel's {@code linux/err.h}. */
    static final int LARGEST_ERROR = 4095;

    private static final int[] NONE = {};

    private final Architecture architecture;

    private Assembler(Architecture architecture) {
        this.architecture = architecture;
    }

    public static Assembler forArchitecture(Architecture architecture) {
        return new Assembler(architecture);
    }

    /**
     * The whole executable file of a program.
     *
     * @throws IllegalArgumentException if a label is marked twice or not at all, a section's index has no text, or the
     *     program is larger than its jumps can reach (128 MiB on AArch64)
     */
    public byte[] assemble(Program program) {
        Memory memory = new Memory(architecture);
        if (program.parameters().isPresent()) {
            memory.address(program.parameters().get()); // before all else
        }
        Labels labels = new Labels();
        Encoder encoder = switch (architecture) {
            case X86_64 -> new X86_64Encoder(memory, labels);
            case AARCH64 -> new Aarch64Encoder(memory, labels, program);
        };
        new Assembly(encoder, labels, new FailureRoutine(program)).write(program);
        labels.link(encoder);
        encoder.setBase(memory.close());
        return ElfFile.complete(architecture, memory.file(), memory.zeroed(), encoder.code());
    }

    /**
     * An assembled program with other values for its parameters.
     *
     * @param file as {@link #assemble} gave it
     * @param parameters a structure like the {@linkplain Program#parameters program's own}
     */
    public byte[] with(Datum.Struct parameters, byte[] file) {
        Memory memory = new Memory(architecture);
        memory.address(parameters);
        byte[] changed = file.clone();
        System.arraycopy(memory.file().array(), ElfFile.HEADER_SIZE, changed, ElfFile.HEADER_SIZE, parameters.size());
        return changed;
    }

    /** Error numbers in a fixed order, which a set does not have. */
    static int[] numbers(Set<Errno> errors) {
        if (errors.isEmpty()) {
            return NONE;
        }
        int[] numbers = new int[errors.size()];
        int count = 0;
        for (Errno error : errors) {
            int i = count++;
            for (; i > 0 && numbers[i - 1] > error.number(); i--) {
                numbers[i] = numbers[i - 1];
            }
            numbers[i] = error.number();
        }
        return numbers;
    }
}
