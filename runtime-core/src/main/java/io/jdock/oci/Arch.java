package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Instruction sets whose system calls a filter covers, as libseccomp 2.6 names them: {@code SCMP_ARCH_X86_64} and so on
 * (config-linux.md, "Seccomp").
 */
public enum Arch implements OciConstant {
    X86,
    X86_64,
    X32,
    ARM,
    AARCH64,
    MIPS,
    MIPS64,
    MIPS64N32,
    MIPSEL,
    MIPSEL64,
    MIPSEL64N32,
    PPC,
    PPC64,
    PPC64LE,
    S390,
    S390X,
    PARISC,
    PARISC64,
    RISCV64,
    LOONGARCH64,
    M68K,
    SH,
    SHEB;

    @JsonValue
    @Override
    public String json() {
        return "SCMP_ARCH_" + name();
    }
}
