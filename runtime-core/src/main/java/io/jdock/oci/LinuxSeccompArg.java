package io.jdock.oci;

/**
 * A condition on an argument of a system call (config-linux.md, "Seccomp").
 *
 * @param index of the argument, 0 to 5
 * @param value an unsigned 64-bit number: what the argument is compared with, or with {@code MASKED_EQ} the mask
 * @param valueTwo an unsigned 64-bit number: with {@code MASKED_EQ} what the masked argument is compared with, else 0
 * @param op the comparison
 */
public record LinuxSeccompArg(
        @Required int index,
        @Required @Uint64 long value,
        @Defaulted @Uint64 long valueTwo,
        @Required LinuxSeccompOperator op) {}
