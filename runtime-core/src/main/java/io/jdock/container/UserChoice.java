package io.jdock.container;

import java.util.List;

/**
 * Who the application is inside.
 *
 * @param uid user id, 0 to 4,294,967,294
 * @param gid group id, likewise
 * @param groups supplementary groups
 */
public record UserChoice(long uid, long gid, List<Long> groups) {
    /** Root inside, which is the caller outside. */
    public static final UserChoice ROOT = new UserChoice(0, 0, List.of());

    public UserChoice {
        groups = List.copyOf(groups);
        if (uid < 0 || uid > 0xffff_fffeL || gid < 0 || gid > 0xffff_fffeL) {
            throw new IllegalArgumentException("ids are 0 to 4294967294: " + uid + ":" + gid);
        }
    }
}
