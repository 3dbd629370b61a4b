package io.jdock.image;

/**
 * Whose the files of unpacked layers are: what is root's in the image belongs to the first id of each range, which is root in
 * the container.
 *
 * @param kept whether ids are kept; otherwise everything belongs to the caller, who is root in the container
 * @param firstUser the user id outside that is 0 inside
 * @param firstGroup the group id outside that is 0 inside
 * @param count how many ids of each kind there are inside, at least 1
 */
public record LayerIds(boolean kept, long firstUser, long firstGroup, long count) {
    /** Everything is the caller's. */
    public static final LayerIds CALLER = new LayerIds(false, 0, 0, 1);

    private static final long NOBODY = 65_534;

    /** Ids from these on; takes the rights to give files away. */
    public static LayerIds from(long firstUser, long firstGroup, long count) {
        return new LayerIds(true, firstUser, firstGroup, count);
    }

    /** Whether an id of the image exists inside. */
    boolean has(long id) {
        return id >= 0 && id < count;
    }

    long user(long id) {
        return firstUser + inside(id);
    }

    long group(long id) {
        return firstGroup + inside(id);
    }

    private long inside(long id) {
        return has(id) ? id : Math.min(NOBODY, count - 1);
    }

    /** Of the directory in the store: layers for other ids are other directories. */
    String directory() {
        return kept ? firstUser + "-" + firstGroup + "-" + count : "caller";
    }
}
