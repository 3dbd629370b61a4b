package io.jdock.container;

import io.jdock.image.ImageException;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.OverlayAttributes;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.DirectoryEntries;
import io.jdock.kernel.Errno;
import io.jdock.kernel.ExtendedAttributes;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.oci.LinuxIdMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a running container has changed in the layers below it: its root, as it sees it, compared with them. The directory that
 * takes its changes cannot be reached from outside, and need not be: an overlay shows what it has not copied up with the time
 * of change of the layer's own file, which nothing can set.
 *
 * <p>The container may be hostile and may run meanwhile. Nothing in it is reached by a path that could lead outside: directories
 * are opened one by one, without links, and files with RESOLVE_IN_ROOT and no links.
 */
final class RootChanges implements AutoCloseable {
    /** What every container gets anew. */
    private static final Set<String> OF_EACH_CONTAINER = Set.of("etc/resolv.conf", "etc/hosts", "etc/hostname");

    private static final List<ResolveFlag> STRAIGHT =
            List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_SYMLINKS, ResolveFlag.RESOLVE_NO_MAGICLINKS);

    private static final long NOBODY = 65_534;

    private final Descriptor root;
    private final List<LinuxIdMapping> users;
    private final List<LinuxIdMapping> groups;
    private final SortedSet<String> leftOut = new TreeSet<>();
    private final List<LayerEntry> entries = new ArrayList<>();
    private final Map<Inode, List<Found>> hardLinks = new HashMap<>();

    /** Tells whether two names are one file. */
    private record Inode(FileStatus.DeviceNumber device, long number) {}

    private record Found(String path, LayerEntry.Status status, LayerContent content) {}

    /**
     * What the layers have under a name.
     *
     * @param directories of this name that lie over each other, the topmost first; none if it is no directory
     */
    private record Below(FileStatus status, List<Path> directories) {}

    /** What was met in a directory and below it. */
    private record Met(boolean changes, boolean mounts) {
        Met and(Met other) {
            return new Met(changes || other.changes, mounts || other.mounts);
        }
    }

    private RootChanges(Descriptor root, List<LinuxIdMapping> users, List<LinuxIdMapping> groups) {
        this.root = root;
        this.users = users;
        this.groups = groups;
    }

    /**
     * Looks at a container, whose files are read later, until this object is closed.
     *
     * @param layers of its root, from the lowest to the topmost
     * @throws ImageException if something in it cannot be read
     */
    static RootChanges of(Container container, List<Path> layers) throws IOException {
        Descriptor root =
                Descriptor.open("/proc/" + container.pid() + "/root", OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY);
        RootChanges changes = new RootChanges(
                root,
                container.spec().linux().uidMappings(),
                container.spec().linux().gidMappings());
        try {
            List<Path> topmostFirst = new ArrayList<>();
            layers.forEach(layer -> topmostFirst.add(0, layer));
            changes.compare("", root, topmostFirst);
            changes.addHardLinks();
            return changes;
        } catch (IOException | RuntimeException e) {
            changes.close();
            throw e;
        }
    }

    /** What makes the container's root of the layers. */
    List<LayerEntry> entries() {
        return List.copyOf(entries);
    }

    /** What cannot be in a layer, for people; empty if there is nothing. */
    Set<String> leftOut() {
        return leftOut;
    }

    // ---- comparing

    private Met compare(String path, Descriptor directory, List<Path> layers) throws IOException {
        Map<String, Below> below = below(layers);
        DirectoryEntries now = new DirectoryEntries(directory);
        SortedSet<String> names = names(directory);
        Met met = new Met(false, false);
        for (String name : names) {
            String child = path.isEmpty() ? name : path + "/" + name;
            Optional<FileStatus> status = now.status(name);
            if (status.isPresent() && !OF_EACH_CONTAINER.contains(child)) {
                met = met.and(compare(child, name, status.get(), now, directory, below.get(name)));
            }
        }
        for (String name : below.keySet()) {
            String child = path.isEmpty() ? name : path + "/" + name;
            if (!names.contains(name) && !OF_EACH_CONTAINER.contains(child)) {
                entries.add(LayerEntry.whiteout(child));
                met = met.and(new Met(true, false));
            }
        }
        return met;
    }

    private Met compare(
            String path,
            String name,
            FileStatus status,
            DirectoryEntries parent,
            Descriptor opened,
            @Nullable Below below)
            throws IOException {
        if (status.mountRoot()) {
            return new Met(false, true);
        }
        FileKind kind = status.kind().orElse(FileKind.SOCKET);
        boolean unchanged = below != null
                && below.status().kind().equals(status.kind())
                && below.status().changed().equals(status.changed());
        if (kind == FileKind.DIRECTORY) {
            return compareDirectory(path, name, status, parent, below, unchanged);
        }
        if (unchanged) {
            return new Met(false, false);
        }
        switch (kind) {
            case REGULAR -> addFile(path, status);
            case SYMBOLIC_LINK ->
                entries.add(new LayerEntry.SymbolicLink(
                        path,
                        status(status, new TreeMap<>()),
                        Files.readSymbolicLink(place(opened, name)).toString()));
            case SOCKET -> {
                return new Met(false, false); // of no use without the process that listens on it
            }
            default -> leftOut.add(path);
        }
        return new Met(true, false);
    }

    private Met compareDirectory(
            String path,
            String name,
            FileStatus status,
            DirectoryEntries parent,
            @Nullable Below below,
            boolean unchanged)
            throws IOException {
        Met met;
        try (Descriptor directory = parent.openDirectory(name)) {
            met = compare(path, directory, below == null ? List.of() : below.directories());
            boolean leadsToMounts =
                    met.mounts() && !met.changes() && (below == null || sameOwner(status, below.status()));
            if (met.changes() || (!unchanged && !leadsToMounts)) {
                entries.add(new LayerEntry.Directory(path, status(status, attributes(path, directory))));
                return new Met(true, met.mounts());
            }
            return met;
        } catch (KernelException e) {
            if (unchanged && e.is(Errno.EACCES)) {
                return new Met(false, false); // a directory is copied up before what is in it is changed
            }
            throw unreadable(path, e);
        }
    }

    private static boolean sameOwner(FileStatus one, FileStatus other) {
        return one.kind().equals(other.kind())
                && one.permissions() == other.permissions()
                && one.userId() == other.userId()
                && one.groupId() == other.groupId();
    }

    private static SortedSet<String> names(Descriptor directory) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(place(directory))) {
            paths.forEach(path -> names.add(path.getFileName().toString()));
        }
        return names;
    }

    private static Path place(Descriptor opened) {
        return Path.of("/proc/self/fd/" + opened.number());
    }

    private static Path place(Descriptor opened, String name) {
        return place(opened).resolve(name);
    }

    // ---- what is below

    /** As an overlay merges directories (Documentation/filesystems/overlayfs.rst, "Merging", "whiteouts and opaque directories"). */
    private static Map<String, Below> below(List<Path> topmostFirst) throws IOException {
        SortedMap<String, Below> below = new TreeMap<>();
        Set<String> ended = new TreeSet<>();
        for (Path layer : topmostFirst) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(layer)) {
                for (Path child : children) {
                    String name = child.getFileName().toString();
                    if (!ended.contains(name) && !merge(name, child, below)) {
                        ended.add(name);
                    }
                }
            }
        }
        return below;
    }

    /** Whether what a still lower layer has under this name is seen as well. */
    private static boolean merge(String name, Path child, Map<String, Below> below) throws IOException {
        FileStatus status = FileStatus.of(child.toString());
        boolean directory = status.kind().filter(FileKind.DIRECTORY::equals).isPresent();
        if (below.containsKey(name)) {
            if (directory) {
                below.get(name).directories().add(child);
            }
        } else if (!status.kind().filter(FileKind.CHARACTER_DEVICE::equals).isPresent()) {
            below.put(name, new Below(status, directory ? new ArrayList<>(List.of(child)) : List.of()));
        }
        return directory && !ExtendedAttributes.has(child.toString(), OverlayAttributes.OPAQUE);
    }

    // ---- entries

    private void addFile(String path, FileStatus status) throws IOException {
        SortedMap<String, String> attributes;
        try (Descriptor file = openFile(root, path)) {
            attributes = attributes(path, file);
        } catch (KernelException e) {
            throw unreadable(path, e);
        }
        hardLinks
                .computeIfAbsent(new Inode(status.device(), status.inode()), inode -> new ArrayList<>())
                .add(new Found(path, status(status, attributes), new InContainer(root, path, status.size())));
    }

    private void addHardLinks() {
        for (List<Found> names : hardLinks.values()) {
            names.sort((one, other) -> one.path().compareTo(other.path()));
            Found first = names.get(0);
            entries.add(new LayerEntry.RegularFile(first.path(), first.status(), first.content()));
            for (Found other : names.subList(1, names.size())) {
                entries.add(new LayerEntry.HardLink(other.path(), other.status(), first.path()));
            }
        }
    }

    private LayerEntry.Status status(FileStatus status, SortedMap<String, String> attributes) {
        return new LayerEntry.Status(
                status.permissions(),
                inside(users, status.userId()),
                inside(groups, status.groupId()),
                status.modified(),
                attributes);
    }

    private static long inside(List<LinuxIdMapping> mappings, long id) {
        return mappings.stream()
                .filter(range -> id >= range.hostID() && id - range.hostID() < range.size())
                .findFirst()
                .map(range -> range.containerID() + id - range.hostID())
                .orElse(NOBODY);
    }

    private SortedMap<String, String> attributes(String path, Descriptor file) throws IOException {
        SortedMap<String, String> attributes = new TreeMap<>();
        UserDefinedFileAttributeView view = Files.getFileAttributeView(place(file), UserDefinedFileAttributeView.class);
        for (String name : names(view)) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            try {
                attributes.put(
                        "user." + name,
                        StandardCharsets.UTF_8.newDecoder().decode(value.flip()).toString());
            } catch (CharacterCodingException e) {
                leftOut.add("user." + name + " of " + path);
            }
        }
        if (ExtendedAttributes.has(place(file).toString(), "security.capability")) {
            leftOut.add("capabilities of " + path);
        }
        return attributes;
    }

    /** Memory file systems have such attributes since Linux 6.6. */
    private static List<String> names(UserDefinedFileAttributeView view) {
        try {
            return view.list();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Descriptor openFile(Descriptor root, String path) throws KernelException {
        return root.open(path, STRAIGHT, OpenFlag.O_RDONLY, OpenFlag.O_NOFOLLOW, OpenFlag.O_NONBLOCK);
    }

    private static IOException unreadable(String path, KernelException e) {
        return e.is(Errno.EACCES)
                ? new ImageException(
                        "/" + path,
                        "it belongs to another user of the container, and nobody else may read it: " + e.getMessage(),
                        "with root, everything can be read",
                        e)
                : e;
    }

    /** What a file of a container says, opened anew each time. */
    private record InContainer(Descriptor root, String path, long size) implements LayerContent {
        @Override
        public InputStream open() throws IOException {
            return openFile(root, path).inputStream();
        }
    }

    @Override
    public void close() {
        root.close();
    }
}
