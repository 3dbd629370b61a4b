package io.jdock.build;

import io.jdock.image.FileTree;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.dockerfile.ContextPath;
import io.jdock.image.dockerfile.PathPattern;
import io.jdock.image.dockerfile.Position;
import io.jdock.kernel.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One {@code COPY} or {@code ADD}: finds out which files go where in the root file system of the stage, as a layer. For one instruction;
 * not safe for use by several threads.
 */
final class Copying {
    private final FileTree stage;
    private final Optional<Owner> owner;
    private final OptionalInt mode;
    private final Position position;
    private final Map<String, LayerEntry> entries = new LinkedHashMap<>();
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    /** A file whose content is asked for when all are known. */
    private record Pending(FileTree tree, String source, LayerEntry.Status status) {}

    /** A file or directory that was found. */
    record Match(String path, String name, FileTree.Node node) {}

    /**
     * @param stage what the image has until now
     * @param owner of all that is copied; as in the source if it is empty
     * @param mode likewise
     */
    Copying(FileTree stage, Optional<Owner> owner, OptionalInt mode, Position position) {
        this.stage = stage;
        this.owner = owner;
        this.mode = mode;
        this.position = position;
    }

    // ---- sources

    /**
     * What a path or a pattern means, its links followed.
     *
     * @return empty if there is nothing
     */
    static List<Match> find(FileTree tree, String text) throws IOException {
        String path = ContextPath.clean(text);
        List<Match> matches = new ArrayList<>();
        if (PathPattern.isPattern(path)) {
            Optional<PathPattern> pattern = PathPattern.parse(path);
            if (pattern.isPresent()) {
                search(tree, "", pattern.get(), matches);
            }
        }
        if (matches.isEmpty()) { // a name may look like a pattern
            match(tree, path).ifPresent(matches::add);
        }
        return matches;
    }

    private static void search(FileTree tree, String directory, PathPattern pattern, List<Match> matches)
            throws IOException {
        for (String name : tree.names(directory)) {
            String path = FileTree.child(directory, name);
            if (pattern.matches(path)) {
                match(tree, path).ifPresent(matches::add);
            } else if (tree.node(path).filter(FileTree.Node::isDirectory).isPresent()) {
                search(tree, path, pattern, matches);
            }
        }
    }

    private static Optional<Match> match(FileTree tree, String path) throws IOException {
        String resolved = tree.resolve(path);
        return tree.node(resolved).map(node -> new Match(resolved, FileTree.name(path), node));
    }

    // ---- copying

    /**
     * Copies what was found.
     *
     * @param destination absolute; with a slash at its end, a directory
     */
    void copy(FileTree tree, Match match, String destination) throws IOException {
        if (match.node().isDirectory()) {
            String target = stage.resolve(destination);
            directory(target);
            copyBelow(tree, match.path(), target);
        } else {
            copyOne(tree, match.path(), match.node(), fileAt(destination, match.name()));
        }
    }

    /**
     * Puts content there that has no source.
     *
     * @param usual the mode that it has if the instruction names none
     */
    void add(String destination, String name, LayerContent content, int usual) throws IOException {
        String target = fileAt(destination, name);
        parents(target);
        pending.remove(target);
        entries.put(
                target,
                new LayerEntry.RegularFile(
                        target,
                        status(new FileTree.Node(FileKind.REGULAR, usual, 0, 0, LayerEntry.Status.NO_TIME, "")),
                        content));
    }

    /** Makes a directory, unless it is there. */
    void makeDirectory(String path) throws IOException {
        String target = stage.resolve(path);
        if (!isDirectory(target)) {
            directory(target);
        }
    }

    /** Unpacks an archive into a directory. */
    void unpack(List<LayerEntry> archive, String destination) throws IOException {
        String root = stage.resolve(destination);
        directory(root);
        for (LayerEntry entry : archive) {
            String target = FileTree.child(root, entry.path());
            parents(target);
            pending.remove(target);
            entries.put(target, Moved.to(entry, target, link -> FileTree.child(root, link), owner));
        }
    }

    private String fileAt(String destination, String name) throws IOException {
        boolean directory = destination.endsWith("/") || isDirectory(stage.resolve(destination));
        String path = directory ? destination + "/" + name : destination;
        String clean = ContextPath.clean(path);
        if (clean.isEmpty()) {
            throw position.error("/ is the root, and cannot become a file", null);
        }
        return FileTree.child(stage.resolve(FileTree.parent(clean)), FileTree.name(clean));
    }

    private boolean isDirectory(String path) throws IOException {
        return stage.node(path).filter(FileTree.Node::isDirectory).isPresent();
    }

    private void copyBelow(FileTree tree, String source, String target) throws IOException {
        for (String name : tree.names(source)) {
            String child = FileTree.child(source, name);
            FileTree.Node node =
                    tree.node(child).orElseThrow(() -> position.error(child + " went away while it was copied", null));
            String place = FileTree.child(target, name);
            if (node.isDirectory()) {
                // a link to a directory stays: without /bin -> usr/bin an image has no programs
                String resolved = stage.resolve(place);
                String into = isDirectory(resolved) ? resolved : place;
                parents(into);
                entries.put(into, new LayerEntry.Directory(into, status(node)));
                copyBelow(tree, child, into);
            } else {
                copyOne(tree, child, node, place);
            }
        }
    }

    private void copyOne(FileTree tree, String source, FileTree.Node node, String target) throws IOException {
        parents(target);
        pending.remove(target);
        entries.remove(target);
        if (node.kind() == FileKind.REGULAR) {
            pending.put(target, new Pending(tree, source, status(node)));
        } else if (node.kind() == FileKind.SYMBOLIC_LINK) {
            LayerEntry.Status status = status(node);
            entries.put(
                    target,
                    new LayerEntry.SymbolicLink(
                            target,
                            new LayerEntry.Status(0777, status.user(), status.group(), status.time(), new TreeMap<>()),
                            node.target()));
        } else {
            throw position.error("/" + source + " is a device, a FIFO or a socket, which cannot be copied", null);
        }
    }

    private LayerEntry.Status status(FileTree.Node node) {
        return new LayerEntry.Status(
                mode.orElse(node.mode()),
                owner.map(Owner::user).orElse(node.user()),
                owner.map(Owner::group).orElse(node.group()),
                node.time(),
                new TreeMap<>());
    }

    /** A directory and those that lead to it: as the image has them, or new. */
    private void directory(String path) throws IOException {
        parents(path);
        if (path.isEmpty() || entries.containsKey(path)) {
            return;
        }
        Optional<FileTree.Node> there = stage.node(path);
        if (there.isPresent() && !there.get().isDirectory()) {
            throw position.error("/" + path + " is in the image already, and is no directory", null);
        }
        entries.put(path, new LayerEntry.Directory(path, existing(there)));
    }

    private LayerEntry.Status existing(Optional<FileTree.Node> there) {
        Owner made = owner.orElse(Owner.ROOT);
        return there.map(node ->
                        new LayerEntry.Status(node.mode(), node.user(), node.group(), node.time(), new TreeMap<>()))
                .orElse(new LayerEntry.Status(
                        0755, made.user(), made.group(), LayerEntry.Status.NO_TIME, new TreeMap<>()));
    }

    /** A layer that does not list a directory is taken to say that it is root's, with the usual mode. */
    private void parents(String path) throws IOException {
        String parent = FileTree.parent(path);
        if (!parent.isEmpty()) {
            directory(parent);
        }
    }

    /** What becomes a layer. */
    List<LayerEntry> entries() throws IOException {
        Map<FileTree, SortedMap<String, Pending>> byTree = new LinkedHashMap<>();
        pending.forEach((target, file) ->
                byTree.computeIfAbsent(file.tree(), tree -> new TreeMap<>()).put(target, file));
        for (Map.Entry<FileTree, SortedMap<String, Pending>> files : byTree.entrySet()) {
            putFiles(files.getKey(), files.getValue());
        }
        return List.copyOf(entries.values());
    }

    /** Names of one file stay names of one. */
    private void putFiles(FileTree tree, SortedMap<String, Pending> files) throws IOException {
        List<LayerContent> contents =
                tree.contents(files.values().stream().map(Pending::source).toList());
        IdentityHashMap<LayerContent, String> names = new IdentityHashMap<>();
        int next = 0;
        for (Map.Entry<String, Pending> file : files.entrySet()) {
            String target = file.getKey();
            LayerEntry.Status status = file.getValue().status();
            LayerContent content = contents.get(next++);
            String first = names.putIfAbsent(content, target);
            entries.put(
                    target,
                    first == null
                            ? new LayerEntry.RegularFile(target, status, content)
                            : new LayerEntry.HardLink(target, status, first));
        }
    }
}
