package io.jdock.host;

import java.util.List;
import java.util.Optional;

/** Programs that a container without root uses where they are installed. */
public record Helpers(HelperTool newuidmap, HelperTool newgidmap, HelperTool pasta, HelperTool slirp4netns) {

    /** All of them, in the order of the components. */
    public List<HelperTool> all() {
        return List.of(newuidmap, newgidmap, pasta, slirp4netns);
    }

    /** Whether ranges of ids can be mapped without root. */
    public boolean canMapRanges() {
        return newuidmap.installed() && newuidmap.privileged() && newgidmap.installed() && newgidmap.privileged();
    }

    /** The program that gives a network namespace its way out without root, the better one first. */
    public Optional<HelperTool> userModeNetwork() {
        if (pasta.installed()) {
            return Optional.of(pasta);
        }
        return slirp4netns.installed() ? Optional.of(slirp4netns) : Optional.empty();
    }
}
