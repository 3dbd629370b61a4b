package io.jdock.host;

import java.util.Optional;

/**
 * A range of subordinate user or group ids, see subuid(5).
 *
 * @param start the first id
 * @param count how many, at least 1
 */
public record IdRange(long start, long count) {
    /** Whether all ids of another range are in this one. */
    public boolean contains(IdRange other) {
        return start <= other.start && other.start + other.count <= start + count;
    }

    /** What lies above an id: this range, a part of it, or nothing. */
    Optional<IdRange> above(long id) {
        long first = Math.max(start, id + 1);
        return first < start + count ? Optional.of(new IdRange(first, start + count - first)) : Optional.empty();
    }

    @Override
    public String toString() {
        return start + "-" + (start + count - 1);
    }
}
