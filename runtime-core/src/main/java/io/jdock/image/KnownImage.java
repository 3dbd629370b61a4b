package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image that was read, as a note has it.
 *
 * @param content that was asked for: its manifest or an index
 * @param platform that was asked for
 * @param documents in which it was found, all of them
 */
record KnownImage(ContentDescriptor content, Platform platform, List<SeenDocument> documents, LocalImage image) {
    KnownImage {
        documents = List.copyOf(documents);
    }

    boolean isFor(ContentDescriptor wanted, Platform on) {
        return content.equals(wanted) && platform.equals(on);
    }

    /** Reads a note; empty for anything else. */
    static Optional<KnownImage> of(byte[] note) {
        Optional<NoteInput> in = NoteInput.of(note);
        if (in.isEmpty()) {
            return Optional.empty();
        }
        try {
            KnownImage known = read(in.get());
            return in.get().isAtEnd() ? Optional.of(known) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static KnownImage read(NoteInput in) {
        ContentDescriptor content = ImageNotes.descriptor(in);
        Platform platform = ImageNotes.platform(in);
        List<SeenDocument> documents = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            documents.add(new SeenDocument(ImageNotes.digest(in), in.number(), in.number(), in.number(), in.number()));
        }
        return new KnownImage(content, platform, documents, ImageNotes.image(in));
    }

    /** The note; empty if it would not say all that the documents did, as of numbers that are larger than any tool writes. */
    Optional<byte[]> note() {
        NoteOutput out = new NoteOutput();
        ImageNotes.put(out, content);
        ImageNotes.put(out, platform);
        out.count(documents.size());
        for (SeenDocument document : documents) {
            ImageNotes.put(out, document.digest());
            out.number(document.inode()).number(document.size());
            out.number(document.modified()).number(document.changed());
        }
        ImageNotes.put(out, image);
        byte[] note = out.note();
        return of(note).equals(Optional.of(this)) ? Optional.of(note) : Optional.empty();
    }
}
