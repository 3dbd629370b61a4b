package io.jdock.build;

import io.jdock.image.FileTree;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes of what an overlay took what the command changed: without the places that mounts left, without directories in which nothing
 * changed, and with the owners and times that an image should have.
 */
final class Corrections {
    private final FileTree below;
    private final Set<String> targets;
    private final Instant start;
    private final Optional<CallersFiles> callers;

    /**
     * Files on disk that belong to the caller, whoever they belong to in the image.
     *
     * @param caller as whom the caller is known in the container
     * @param copied whether what lies at a path was copied from below, and not made by the command
     */
    record CallersFiles(Owner caller, Predicate<String> copied) {}

    /**
     * @param below what the image has without the changes
     * @param targets where something was mounted
     * @param start of the command; what it changed has no time of its own, so that the same changes are the same layer
     * @param callers present if all files of the image belong to the caller
     */
    Corrections(FileTree below, Set<String> targets, Instant start, Optional<CallersFiles> callers) {
        this.below = below;
        this.targets = Set.copyOf(targets);
        this.start = start;
        this.callers = callers;
    }

    List<LayerEntry> apply(List<LayerEntry> changes) throws IOException {
        List<LayerEntry> last = new ArrayList<>(changes);
        last.sort((one, other) -> other.path().compareTo(one.path())); // what is in a directory before itself
        List<LayerEntry> kept = new ArrayList<>();
        Set<String> needed = new HashSet<>();
        for (LayerEntry entry : last) {
            LayerEntry corrected = corrected(entry);
            if (needed.contains(entry.path()) || changesSomething(corrected)) {
                kept.add(corrected);
                needed.add(FileTree.parent(entry.path()));
            }
        }
        return kept;
    }

    private boolean changesSomething(LayerEntry entry) throws IOException {
        Optional<FileTree.Node> there = below.node(entry.path());
        if (entry instanceof LayerEntry.Directory) {
            return there.isEmpty()
                    ? !leadsToMount(entry.path())
                    : !there.get().isDirectory()
                            || there.get().mode() != entry.status().mode()
                            || there.get().user() != entry.status().user()
                            || there.get().group() != entry.status().group();
        }
        boolean place = targets.contains(entry.path()) || Running.isResolver(entry.path());
        return !(place && there.isEmpty() && entry instanceof LayerEntry.RegularFile file && isEmpty(file.content()));
    }

    private boolean leadsToMount(String path) {
        return targets.stream().anyMatch(target -> target.equals(path) || target.startsWith(path + "/"))
                || Running.isResolver(path + "/resolv.conf");
    }

    private static boolean isEmpty(LayerContent content) {
        return content.size() == 0;
    }

    private LayerEntry corrected(LayerEntry entry) throws IOException {
        LayerEntry.Status status = entry.status();
        Owner owner = owner(entry);
        Instant time = status.time().isBefore(start.minusSeconds(1)) ? status.time() : LayerEntry.Status.NO_TIME;
        LayerEntry.Status corrected =
                new LayerEntry.Status(status.mode(), owner.user(), owner.group(), time, status.attributes());
        return Moved.with(entry, corrected);
    }

    /** What was copied from below, and belongs to the caller on disk, belongs to whom the image says. */
    private Owner owner(LayerEntry entry) throws IOException {
        Owner now = new Owner(entry.status().user(), entry.status().group());
        Optional<FileTree.Node> there = below.node(entry.path());
        boolean link = entry instanceof LayerEntry.SymbolicLink;
        if (callers.isEmpty()
                || there.isEmpty()
                || link
                || !callers.get().copied().test(entry.path())) {
            return now;
        }
        Owner caller = callers.get().caller();
        return new Owner(
                now.user() == caller.user() ? there.get().user() : now.user(),
                now.group() == caller.group() ? there.get().group() : now.group());
    }
}
