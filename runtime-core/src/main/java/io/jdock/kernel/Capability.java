package io.jdock.kernel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The pieces into which Linux cuts the power of root, capabilities(7). The constants stand in the order of their numbers
 * in the kernel's {@code include/uapi/linux/capability.h}; the last three came with Linux 5.8 and 5.9.
 */
public enum Capability {
    CAP_CHOWN,
    CAP_DAC_OVERRIDE,
    CAP_DAC_READ_SEARCH,
    CAP_FOWNER,
    CAP_FSETID,
    CAP_KILL,
    CAP_SETGID,
    CAP_SETUID,
    CAP_SETPCAP,
    CAP_LINUX_IMMUTABLE,
    CAP_NET_BIND_SERVICE,
    CAP_NET_BROADCAST,
    CAP_NET_ADMIN,
    CAP_NET_RAW,
    CAP_IPC_LOCK,
    CAP_IPC_OWNER,
    CAP_SYS_MODULE,
    CAP_SYS_RAWIO,
    CAP_SYS_CHROOT,
    CAP_SYS_PTRACE,
    CAP_SYS_PACCT,
    CAP_SYS_ADMIN,
    CAP_SYS_BOOT,
    CAP_SYS_NICE,
    CAP_SYS_RESOURCE,
    CAP_SYS_TIME,
    CAP_SYS_TTY_CONFIG,
    CAP_MKNOD,
    CAP_LEASE,
    CAP_AUDIT_WRITE,
    CAP_AUDIT_CONTROL,
    CAP_SETFCAP,
    CAP_MAC_OVERRIDE,
    CAP_MAC_ADMIN,
    CAP_SYSLOG,
    CAP_WAKE_ALARM,
    CAP_BLOCK_SUSPEND,
    CAP_AUDIT_READ,
    CAP_PERFMON,
    CAP_BPF,
    CAP_CHECKPOINT_RESTORE;

    private static final String PREFIX = "CAP_";

    /** The number by which system calls know it, 0 to 40. */
    @SuppressWarnings(
            "EnumOrdinal") // the constants are declared in the order of their numbers, and a test holds them to it
    public int number() {
        return ordinal();
    }

    /** The bit in the masks of {@code /proc/self/status} and capset(2). */
    public long bit() {
        return 1L << number();
    }

    /** The name without {@code CAP_}, as people write it. */
    public String shortName() {
        return name().substring(PREFIX.length());
    }

    /**
     * The capability with this name, upper or lower case, with or without {@code CAP_}.
     *
     * @return empty if no capability is called so; newer kernels may have more than this class knows
     */
    public static Optional<Capability> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String full = upper.startsWith(PREFIX) ? upper : PREFIX + upper;
        for (Capability capability : values()) {
            if (capability.name().equals(full)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }

    /**
     * What a user means by a word: a capability by its name, or all of them by {@code ALL}.
     *
     * @return an unmodifiable set
     * @throws IllegalArgumentException if the word is neither
     */
    public static Set<Capability> parse(String word) {
        if (word.equalsIgnoreCase("ALL")) {
            return Collections.unmodifiableSet(EnumSet.allOf(Capability.class));
        }
        return named(word)
                .map(Set::of)
                .orElseThrow(() -> new IllegalArgumentException("no capability is called '" + word
                        + "'; capabilities(7) lists them, such as NET_BIND_SERVICE, and ALL means every one"));
    }

    /** The capabilities whose bits are set in a mask. Bits above the last known capability are left out. */
    public static Set<Capability> ofBits(long mask) {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if ((mask & capability.bit()) != 0) {
                set.add(capability);
            }
        }
        return Collections.unmodifiableSet(set);
    }

    /** The mask in which exactly the bits of these capabilities are set. */
    public static long bits(Iterable<Capability> capabilities) {
        long mask = 0;
        for (Capability capability : capabilities) {
            mask |= capability.bit();
        }
        return mask;
    }
}
