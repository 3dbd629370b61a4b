package io.jdock.image;

import io.jdock.kernel.FileKind;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * The root file system that layers make together, as their archives tell: with the owners and modes that the image says, whoever the caller
 * is and whatever could be kept on disk. Not safe for use by several threads.
 */
public final class ImageTree implements FileTree {
    private static final Node UNLISTED = new Node(FileKind.DIRECTORY, 0755, 0, 0, LayerEntry.Status.NO_TIME, "");

    private final RootArchive archive;
    private final List<ContentDescriptor> layers = new ArrayList<>();
    private final Path spool;
    private final RootContents contents = new RootContents();
    private final Map<RootContents.Place, LayerContent> read = new HashMap<>();

    private ImageTree(LocalStore store, Path spool) {
        this.archive = new RootArchive(store);
        this.spool = spool;
    }

    /**
     * Looks at layers of a store.
     *
     * @param layers from the lowest to the topmost
     * @param spool a directory for what is taken out of them, which is the caller's to remove
     * @throws ImageException if a layer is missing or damaged
     */
    public static ImageTree of(LocalStore store, List<ContentDescriptor> layers, Path spool) throws IOException {
        ImageTree tree = new ImageTree(store, spool);
        for (ContentDescriptor layer : layers) {
            tree.add(layer);
        }
        return tree;
    }

    /** Puts a further layer on top. */
    public void add(ContentDescriptor layer) throws IOException {
        layers.add(layer);
        archive.visit(layers, layers.size() - 1, (place, entry, content) -> contents.add(place, entry));
    }

    @Override
    public Optional<Node> node(String path) {
        if (path.isEmpty()) {
            return Optional.of(UNLISTED);
        }
        Optional<Node> listed = contents.at(path).map(node -> node(node.entry()));
        return listed.isPresent() || contents.below(path).isEmpty() ? listed : Optional.of(UNLISTED);
    }

    private static Node node(TarArchiveEntry entry) {
        return new Node(
                ArchiveEntries.kind(entry),
                entry.getMode() & 07777,
                entry.getLongUserId(),
                entry.getLongGroupId(),
                entry.getLastModifiedTime().toInstant(),
                entry.isSymbolicLink() ? entry.getLinkName() : "");
    }

    @Override
    public List<String> names(String path) {
        Set<String> names = new TreeSet<>();
        SortedMap<String, RootContents.Node> below = contents.below(path);
        int start = path.isEmpty() ? 0 : path.length() + 1;
        below.keySet().forEach(child -> names.add(child.substring(start).split("/", 2)[0]));
        return List.copyOf(names);
    }

    /** All that are asked for together are taken out of the layers in one go. */
    @Override
    public List<LayerContent> contents(List<String> paths) throws IOException {
        List<RootContents.Place> places = new ArrayList<>();
        for (String path : paths) {
            places.add(contents.at(path)
                    .orElseThrow(() -> new ImageException("/" + path, "there is no such file", null))
                    .place());
        }
        Set<RootContents.Place> missing = new HashSet<>(places);
        missing.removeAll(read.keySet());
        if (!missing.isEmpty()) {
            archive.visit(layers, 0, (place, entry, content) -> {
                if (missing.contains(place)) {
                    Path file = Files.createTempFile(spool, "image-", "");
                    Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
                    read.put(place, LayerContent.of(file));
                }
            });
        }
        return places.stream().map(read::get).toList();
    }
}
