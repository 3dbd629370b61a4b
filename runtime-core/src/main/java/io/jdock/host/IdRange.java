package io.jdock.host;

/**
 * A range of subordinate user or group ids, see subuid(5).
 *
 * @param start the first id
 * @param count how many, at least 1
 */
public record IdRange(long start, long count) {
    @Override
    public String toString() {
        return start + "-" + (start + count - 1);
    }
}
