package io.jdock.kernel;

import java.util.List;

/**
 * A way in which programs call the kernel: registers, numbers of system calls and size of arguments. A kernel for one
 * architecture serves programs of several.
 */
public enum Abi {
    X86_64(0xC000_003E, 0, 64),
    /** 32-bit programs on x86. */
    X86(0x4000_0003, 0, 32),
    /** 32-bit pointers in 64-bit registers; the kernel tells its calls from those of x86-64 by bit 30 of the number alone. */
    X32(0xC000_003E, 0x4000_0000, 64),
    AARCH64(0xC000_00B7, 0, 64),
    /** 32-bit programs on ARM. */
    ARM(0x4000_0028, 0, 32);

    private final int auditArchitecture;
    private final int numberBase;
    private final int argumentBits;

    Abi(int auditArchitecture, int numberBase, int argumentBits) {
        this.auditArchitecture = auditArchitecture;
        this.numberBase = numberBase;
        this.argumentBits = argumentBits;
    }

    /** {@code AUDIT_ARCH_*} of include/uapi/linux/audit.h, by which a seccomp filter sees what is calling. */
    public int auditArchitecture() {
        return auditArchitecture;
    }

    /** What every number of a call is offset by. */
    int numberBase() {
        return numberBase;
    }

    /** Size of an argument of a call: 32 or 64. */
    public int argumentBits() {
        return argumentBits;
    }

    /** Those that a kernel may serve, its own first. */
    public static List<Abi> of(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> List.of(X86_64, X86, X32);
            case AARCH64 -> List.of(AARCH64, ARM);
        };
    }
}
