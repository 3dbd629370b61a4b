package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The images of a store that were read lately, so that whoever starts several containers verifies and reads their documents once.
 * What has a digest never changes; only whether it is still there is asked each time. Safe for use by several threads.
 */
final class KnownImages {
    private static final int MOST = 16;

    private final Map<Key, Known> latest = new LinkedHashMap<>(2 * MOST, 0.75f, true); // guarded by this

    private record Key(ContentDescriptor content, Platform platform) {}

    private record Known(List<Digest> documents, LocalImage image) {}

    /**
     * What was read of an image.
     *
     * @param has whether the store has a document
     */
    Optional<LocalImage> get(ContentDescriptor content, Platform platform, Predicate<Digest> has) {
        @Nullable Known known;
        synchronized (this) {
            known = latest.get(new Key(content, platform));
        }
        return known != null && known.documents().stream().allMatch(has)
                ? Optional.of(known.image())
                : Optional.empty();
    }

    /** Keeps an image, in the place of the one that was longest not asked for if there are many. */
    synchronized void put(ContentDescriptor content, Platform platform, List<Digest> documents, LocalImage image) {
        latest.put(new Key(content, platform), new Known(List.copyOf(documents), image));
        if (latest.size() > MOST) {
            latest.remove(latest.keySet().iterator().next());
        }
    }
}
