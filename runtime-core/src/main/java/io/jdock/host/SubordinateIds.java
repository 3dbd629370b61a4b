package io.jdock.host;

import java.util.List;

/**
 * The ids beyond its own that a user may map into a user namespace, through newuidmap(1) and newgidmap(1).
 *
 * @param users ranges of {@code /etc/subuid} under the user's name or id, in the file's order
 * @param groups ranges of {@code /etc/subgid}
 */
public record SubordinateIds(List<IdRange> users, List<IdRange> groups) {
    public SubordinateIds {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }

    /** Whether there are both user and group ids. */
    public boolean granted() {
        return !users.isEmpty() && !groups.isEmpty();
    }
}
