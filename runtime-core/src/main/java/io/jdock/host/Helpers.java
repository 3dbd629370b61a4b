package io.jdock.host;

import java.util.List;
import java.util.Optional;

/**
 * Programs that a container uses where they are installed.
 *
 * @param tunnels whether a container's owner can make network interfaces in it by {@code /dev/net/tun}, as the last two of
 *     the programs do
 */
public record Helpers(
        HelperTool newuidmap, HelperTool newgidmap, HelperTool pasta, HelperTool slirp4netns, boolean tunnels) {

    /** All of them, in the order of the components. */
    public List<HelperTool> all() {
        return List.of(newuidmap, newgidmap, pasta, slirp4netns);
    }

    /** Whether ranges of ids can be mapped without root. */
    public boolean canMapRanges() {
        return newuidmap.installed() && newuidmap.privileged() && newgidmap.installed() && newgidmap.privileged();
    }

    /** The program that gives a network namespace its way out, the better one first; whether it can is another question. */
    public Optional<HelperTool> userModeNetwork() {
        if (pasta.installed()) {
            return Optional.of(pasta);
        }
        return slirp4netns.installed() ? Optional.of(slirp4netns) : Optional.empty();
    }
}
