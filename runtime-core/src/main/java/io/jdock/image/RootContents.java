package io.jdock.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * What is in a root file system that layers make together, found out from the lowest layer to the topmost (image-spec, layer.md,
 * "Applying Changesets"). Nothing on disk is touched.
 */
final class RootContents {
    /** An entry of an archive: the number of the layer, from the lowest on, and that of the entry in it. */
    record Place(int layer, int index) {}

    /**
     * What lies at a path.
     *
     * @param place of the entry that it comes from; for a further name of a file, that of the file
     * @param layer that put it there
     * @param entry what it is; for a further name of a file, that of the file
     */
    record Node(Place place, int layer, TarArchiveEntry entry) {
        boolean directory() {
            return entry.isDirectory();
        }
    }

    private final SortedMap<String, Node> nodes = new TreeMap<>();

    /**
     * Takes the next entry.
     *
     * @throws ImageException if it cannot be what it wants to be
     */
    void add(Place place, TarArchiveEntry entry) throws ImageException {
        List<String> steps = LayerUnpacker.path(entry.getName());
        if (steps.isEmpty()) {
            return; // whoever unpacks the archive has made that directory
        }
        String name = steps.get(steps.size() - 1);
        String parent = String.join("/", steps.subList(0, steps.size() - 1));
        String path = String.join("/", steps);
        if (name.equals(LayerUnpacker.OPAQUE)) {
            hideBelow(parent, place.layer());
        } else if (name.startsWith(LayerUnpacker.AUFS)) {
            return;
        } else if (name.startsWith(LayerUnpacker.WHITEOUT)) {
            String hidden = name.substring(LayerUnpacker.WHITEOUT.length());
            hide(parent.isEmpty() ? hidden : parent + "/" + hidden, place.layer());
        } else if (entry.isLink()) {
            link(entry, path, place.layer());
        } else if (entry.isDirectory()) {
            nodes.put(path, new Node(place, place.layer(), entry));
        } else {
            below(path).clear();
            nodes.put(path, new Node(place, place.layer(), entry));
        }
    }

    private void link(TarArchiveEntry entry, String path, int layer) throws ImageException {
        Node existing = nodes.get(String.join("/", LayerUnpacker.path(entry.getLinkName())));
        if (existing == null || existing.directory()) {
            throw new ImageException(
                    entry.getName(), "it links to " + entry.getLinkName() + ", which is no file of the image", null);
        }
        below(path).clear();
        nodes.put(path, new Node(existing.place(), layer, existing.entry()));
    }

    /** A whiteout hides what lower layers have, wherever in its own layer it comes. */
    private void hide(String path, int layer) {
        Node there = nodes.get(path);
        if (there != null && there.layer() < layer) {
            nodes.remove(path);
        }
        hideBelow(path, layer);
    }

    private void hideBelow(String path, int layer) {
        below(path).values().removeIf(node -> node.layer() < layer);
    }

    /** What lies at a path; empty if there is nothing, and for directories that no layer lists. */
    Optional<Node> at(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** What lies below a path, as a view: all that begins with it and a slash, after which comes a zero in ASCII. */
    SortedMap<String, Node> below(String path) {
        return path.isEmpty() ? nodes : nodes.subMap(path + "/", path + "0");
    }

    /** The directories by their paths, each after the one that it lies in. */
    SortedMap<String, TarArchiveEntry> directories() {
        SortedMap<String, TarArchiveEntry> directories = new TreeMap<>();
        nodes.forEach((path, node) -> {
            if (node.directory()) {
                directories.put(path, node.entry());
            }
        });
        return directories;
    }

    /** Everything else by the entry that it comes from: the paths of one file, sorted. */
    Map<Place, List<String>> files() {
        Map<Place, List<String>> files = new HashMap<>();
        nodes.forEach((path, node) -> {
            if (!node.directory()) {
                files.computeIfAbsent(node.place(), place -> new ArrayList<>()).add(path);
            }
        });
        return files;
    }
}
