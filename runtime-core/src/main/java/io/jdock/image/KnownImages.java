package io.jdock.image;

import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images of a store that were read before, also by other processes, so that none verifies and reads their documents twice. What has a
 * digest never changes; only whether its documents still are in the files that they were in is asked each time. Safe for use by several
 * threads.
 */
final class KnownImages {
    private static final int MOST = 16;

    private final LocalStore store;
    private final NoteFiles notes;
    private final List<KnownImage> latest = new ArrayList<>(); // the last one asked for first; guarded by this

    KnownImages(LocalStore store, NoteFiles notes) {
        this.store = store;
        this.notes = notes;
    }

    /** What was read of an image; empty if nothing was, or a document is gone or was changed. */
    Optional<LocalImage> get(ContentDescriptor content, Platform platform) {
        KnownImage known = lately(content, platform);
        if (known == null) {
            known = noted(content, platform);
        }
        return known != null && holds(known) ? Optional.of(known.image()) : Optional.empty();
    }

    private synchronized @Nullable KnownImage lately(ContentDescriptor content, Platform platform) {
        KnownImage known = take(content, platform);
        if (known != null) {
            latest.add(0, known);
        }
        return known;
    }

    /** With the lock held. */
    private @Nullable KnownImage take(ContentDescriptor content, Platform platform) {
        for (int i = 0; i < latest.size(); i++) {
            if (latest.get(i).isFor(content, platform)) {
                return latest.remove(i);
            }
        }
        return null;
    }

    private @Nullable KnownImage noted(ContentDescriptor content, Platform platform) {
        Optional<byte[]> note = notes.read(file(content.digest()));
        KnownImage known = note.isPresent() ? KnownImage.of(note.get()).orElse(null) : null;
        if (known == null || !known.isFor(content, platform)) {
            return null;
        }
        remember(known);
        return known;
    }

    private boolean holds(KnownImage known) {
        for (SeenDocument document : known.documents()) {
            try {
                if (!document.isIn(FileStatus.of(store.blob(document.digest()).toString()))) {
                    return false;
                }
            } catch (KernelException e) {
                return false; // whoever reads it next is told what is wrong
            }
        }
        return true;
    }

    /** Keeps an image, in the place of the one that was longest not asked for if there are many. */
    void put(KnownImage known) {
        remember(known);
        known.note().ifPresent(note -> notes.write(file(known.content().digest()), note));
    }

    private synchronized void remember(KnownImage known) {
        take(known.content(), known.platform());
        latest.add(0, known);
        if (latest.size() > MOST) {
            latest.remove(MOST);
        }
    }

    /** Of what was asked for last if that was for several platforms: a few who do so read more often. */
    static String file(Digest digest) {
        return Layers.name(digest);
    }
}
