package io.jdock.oci;

import io.jdock.json.JsonValue;

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

    @Override
    public String json() {
        return "SCMP_ARCH_" + name();
    }

    static Arch fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
