package io.jdock.plan;

import io.jdock.kernel.SeccompFlag;
import java.util.Arrays;
import java.util.List;

/**
 * A seccomp profile in the form in which the kernel takes it.
 *
 * @param instructions an array of {@code struct sock_filter}, 8 bytes each, at most 4096 of them
 * @param flags of seccomp(2). With {@link SeccompFlag#SECCOMP_FILTER_FLAG_NEW_LISTENER} the call returns a descriptor that
 *     has to reach the profile's listener
 * @param unknownCalls names in the profile that are not known; their rules are left out. That takes no safety away, because
 *     a rule that forbids such a call is refused instead
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and copying are taken care of
public record SeccompFilter(byte[] instructions, List<SeccompFlag> flags, List<String> unknownCalls) {
    private static final int INSTRUCTION_SIZE = 8;

    public SeccompFilter {
        instructions = instructions.clone();
        flags = List.copyOf(flags);
        unknownCalls = List.copyOf(unknownCalls);
    }

    @Override
    public byte[] instructions() {
        return instructions.clone();
    }

    /** Number of instructions. */
    public int length() {
        return instructions.length / INSTRUCTION_SIZE;
    }

    /** The flags as the number that seccomp(2) takes. */
    public long flagBits() {
        long bits = 0;
        for (SeccompFlag flag : flags) {
            bits |= flag.value();
        }
        return bits;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeccompFilter filter
                && Arrays.equals(instructions, filter.instructions)
                && flags.equals(filter.flags)
                && unknownCalls.equals(filter.unknownCalls);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(instructions);
    }

    @Override
    public String toString() {
        return length() + " instructions" + (flags.isEmpty() ? "" : ", " + flags);
    }
}
