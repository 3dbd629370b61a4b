package io.jdock.oci;

import java.util.List;

/**
 * The execution domain: personality(2) (config-linux.md, "Personality").
 *
 * @param flags none exists so far
 */
public record LinuxPersonality(@Required LinuxPersonalityDomain domain, List<String> flags) {
    public LinuxPersonality {
        flags = List.copyOf(flags);
    }
}
