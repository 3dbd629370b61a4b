package io.jdock.image;

/** Whose the files of unpacked layers are. Layers for other ids are other directories. */
public sealed interface LayerIds {
    /** Everything is the caller's, who is the container's only user. */
    LayerIds CALLER = new Caller();

    /** Ids from these on; takes the rights to give files away. */
    static LayerIds from(long firstUser, long firstGroup, long count) {
        return new Range(firstUser, firstGroup, count);
    }

    /** Whether an id of the image exists in the container. */
    boolean has(long id);

    /** Of the directory in the store. */
    String directory();

    /** See {@link #CALLER}. */
    record Caller() implements LayerIds {
        @Override
        public boolean has(long id) {
            return id == 0;
        }

        @Override
        public String directory() {
            return "caller";
        }
    }

    /**
     * What is root's in the image belongs to the first id of each range, which is root in the container.
     *
     * @param firstUser the user id outside that is 0 inside
     * @param firstGroup the group id outside that is 0 inside
     * @param count how many ids of each kind there are inside, at least 1
     */
    record Range(long firstUser, long firstGroup, long count) implements LayerIds {
        @Override
        public boolean has(long id) {
            return id >= 0 && id < count;
        }

        long user(long id) {
            return firstUser + inside(id, this, count);
        }

        long group(long id) {
            return firstGroup + inside(id, this, count);
        }

        @Override
        public String directory() {
            return firstUser + "-" + firstGroup + "-" + count;
        }
    }

    /** What is root's in the image belongs to the caller, who is root in the container; the others are subordinate users. */
    record Subordinate(SubordinateUsers users) implements LayerIds {
        @Override
        public boolean has(long id) {
            return id >= 0 && id < users.count();
        }

        /** The id in the container of whom a file can belong to. */
        long inside(long id) {
            return LayerIds.inside(id, this, users.count());
        }

        @Override
        public String directory() {
            return users.directory();
        }
    }

    private static long inside(long id, LayerIds ids, long count) {
        long nobody = 65_534;
        return ids.has(id) ? id : Math.min(nobody, count - 1);
    }
}
