package io.jdock.image;

import java.io.IOException;

/**
 * What a store takes, in bytes of its files, as far as the caller may see them: without root a layer may have directories of subordinate
 * users that forbid others to look.
 *
 * @param packed manifests, configurations and layers as registries have them
 * @param unpacked layers as directories
 * @param caches of builds
 */
public record DiskUse(long packed, long unpacked, long caches) {
    /** Looks at every file. Other processes may use the store meanwhile. */
    public static DiskUse of(LocalStore store) throws IOException {
        return new DiskUse(
                Trees.size(store.root().resolve("blobs")),
                Trees.size(store.root().resolve("layers")),
                new BuildCaches(store).size());
    }
}
