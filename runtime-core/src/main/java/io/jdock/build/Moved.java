package io.jdock.build;

import io.jdock.image.LayerEntry;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Entries of layers, at other places and of other owners. */
final class Moved {
    private Moved() {}

    /**
     * The same entry at another path.
     *
     * @param links where what hard links name is then
     * @param owner its owner then; the same if it is empty
     */
    static LayerEntry to(LayerEntry entry, String path, UnaryOperator<String> links, Optional<Owner> owner) {
        LayerEntry.Status status = entry.status();
        return to(
                entry,
                path,
                links,
                owner.map(other -> new LayerEntry.Status(
                                status.mode(), other.user(), other.group(), status.time(), status.attributes()))
                        .orElse(status));
    }

    /** The same entry at the same place. */
    static LayerEntry with(LayerEntry entry, LayerEntry.Status status) {
        return to(entry, entry.path(), UnaryOperator.identity(), status);
    }

    private static LayerEntry to(LayerEntry entry, String path, UnaryOperator<String> links, LayerEntry.Status status) {
        if (entry instanceof LayerEntry.Directory) {
            return new LayerEntry.Directory(path, status);
        }
        if (entry instanceof LayerEntry.RegularFile file) {
            return new LayerEntry.RegularFile(path, status, file.content());
        }
        if (entry instanceof LayerEntry.SymbolicLink link) {
            return new LayerEntry.SymbolicLink(path, status, link.target());
        }
        return new LayerEntry.HardLink(path, status, links.apply(((LayerEntry.HardLink) entry).existing()));
    }
}
