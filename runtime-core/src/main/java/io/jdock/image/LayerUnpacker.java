package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.DirectoryEntries;
import io.jdock.kernel.Errno;
import io.jdock.kernel.ExtendedAttributes;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.WriteBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Makes a directory of a layer's tar archive, in the form in which overlays of user namespaces take it (image-spec, layer.md;
 * Documentation/filesystems/overlayfs.rst).
 *
 * <p>The archive may be hostile. Nothing is ever reached by a path of it: directories are opened by {@link LayerTree}, which
 * cannot leave the layer, and everything else is done by a single name in an open directory. For one layer; not safe for use
 * by several threads.
 */
final class LayerUnpacker {
    static final String WHITEOUT = ".wh.";
    static final String OPAQUE = ".wh..wh..opq";
    static final String AUFS = ".wh..wh.";
    static final String XATTR = "SCHILY.xattr.";
    /** In such pieces, to write a large file takes the kernel a third less time than in pieces of 64 KiB. */
    private static final int BUFFER = 1 << 18;

    /** A directory's mode and time, which are set last: they would be in the way of, or changed by, what comes into it. */
    private record LateStatus(int mode, Instant time) {}

    private final Descriptor root;
    private final LayerTree tree;
    private final LayerIds ids;
    private final UnpackLimits limits;
    private final long mostBytes;
    private final LayerNotes notes;
    private final Gifts gifts = new Gifts();
    private final Map<List<String>, LateStatus> directories = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private final WriteBuffer output = new WriteBuffer(BUFFER);
    private long entries;
    private long bytes;

    /**
     * @param root an empty directory, which only the caller changes
     * @param packed how many bytes the layer has
     * @param notes what could not be kept, for people
     */
    LayerUnpacker(Descriptor root, LayerIds ids, UnpackLimits limits, long packed, Consumer<String> notes) {
        this.root = root;
        this.tree = new LayerTree(root, ids);
        this.ids = ids;
        this.limits = limits;
        this.mostBytes = limits.bytesOf(packed);
        this.notes = new LayerNotes(notes, ids);
    }

    /**
     * Unpacks an archive up to its end.
     *
     * @throws ImageException if an entry cannot be what it wants to be, or the archive is beyond the limits
     */
    void unpack(InputStream archive) throws IOException {
        try (LayerTree closing = tree;
                WriteBuffer freeing = output) {
            TarReader tar = new TarReader(archive);
            for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
                unpackEntry(entry, tar);
            }
            setLateStatus();
            notes.tell();
        } catch (IllegalArgumentException e) { // of commons-compress, for numbers that are none
            throw new ImageException("the layer", "its archive is damaged: " + e.getMessage(), null, e);
        }
    }

    /** Gives what was unpacked to those whose it is, where others than the caller have to do that. Nothing can be changed after it. */
    void giveAway() throws IOException {
        if (ids instanceof LayerIds.Subordinate subordinate) {
            subordinate.users().give(root, gifts);
        }
    }

    private void unpackEntry(TarArchiveEntry entry, TarReader content) throws IOException {
        count(entry);
        List<String> path = path(entry.getName());
        try {
            if (path.isEmpty()) {
                if (entry.isDirectory()) {
                    directories.put(path, new LateStatus(entry.getMode() & 07777, time(entry)));
                    setDirectoryAttributes(content, path);
                }
                return;
            }
            String name = path.get(path.size() - 1);
            List<String> parent = path.subList(0, path.size() - 1);
            if (name.startsWith(WHITEOUT)) {
                hide(name, parent);
            } else {
                make(entry, content, path, tree.directory(parent), name);
            }
        } catch (KernelException e) {
            throw new ImageException(
                    entry.getName(), "this entry of the layer cannot be made: " + e.getMessage(), null, e);
        }
    }

    private void count(TarArchiveEntry entry) throws ImageException {
        entries++;
        bytes += Math.max(0, entry.getRealSize());
        if (entries > limits.entries()) {
            throw beyond(entry, "has more than " + limits.entries() + " entries", "files=" + 2 * limits.entries());
        }
        if (bytes > mostBytes || bytes < 0) {
            throw beyond(
                    entry,
                    "becomes larger than " + mostBytes + " bytes",
                    mostBytes == limits.bytes() ? "size=" + 2 * limits.bytes() : "ratio=" + 2 * limits.ratio());
        }
    }

    /** A layer that is unpacked once stays so for whoever else needs it, however that one is started. */
    private static ImageException beyond(TarArchiveEntry entry, String problem, String limit) {
        return new ImageException(
                entry.getName(),
                "the layer " + problem,
                "if the image can be trusted, run it once by Maven with -Djdock.unpackLimits." + limit);
    }

    /** The names on the way; absolute ones are meant from the layer's root, as Docker and containerd take them. */
    static List<String> path(String name) throws ImageException {
        List<String> path = new ArrayList<>();
        for (String step : name.split("/", -1)) {
            if (step.equals("..")) {
                throw new ImageException(name, "this entry of the layer wants to be outside of it", null);
            }
            if (!step.isEmpty() && !step.equals(".")) {
                if (step.indexOf('\0') >= 0) {
                    throw new ImageException(name.replace("\0", "\\0"), "no file can have this name", null);
                }
                path.add(step);
            }
        }
        return path;
    }

    // ---- whiteouts

    private void hide(String name, List<String> parent) throws IOException {
        if (name.equals(OPAQUE)) {
            tree.directory(parent);
            setOpaque(parent);
            return;
        }
        if (name.startsWith(AUFS)) {
            return; // bookkeeping of the union file system that whiteouts come from
        }
        String hidden = name.substring(WHITEOUT.length());
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
            throw new ImageException(name, "this whiteout hides nothing that can be", null);
        }
        DirectoryEntries directory = tree.directory(parent);
        Optional<FileStatus> there = directory.status(hidden);
        if (there.isEmpty()) {
            directory.makeWhiteout(hidden);
        } else if (isDirectory(there.get())) {
            List<String> path = new ArrayList<>(parent);
            path.add(hidden);
            setOpaque(path); // layer.md: a whiteout hides what is below, not what is in the same layer
        }
    }

    private void setOpaque(List<String> path) throws IOException {
        try (Descriptor directory = tree.open(path)) {
            ExtendedAttributes.set(directory, OverlayAttributes.OPAQUE, new byte[] {'y'});
        } catch (KernelException e) {
            if (e.is(Errno.ENOTSUP)) {
                throw new ImageException(
                        "the store",
                        "its file system has no user attributes, which overlays without root take",
                        "use another one, by XDG_DATA_HOME",
                        e);
            }
            throw e;
        }
    }

    private static boolean isDirectory(FileStatus status) {
        return status.kind().filter(FileKind.DIRECTORY::equals).isPresent();
    }

    // ---- entries

    private void make(
            TarArchiveEntry entry, TarReader content, List<String> path, DirectoryEntries directory, String name)
            throws IOException {
        if (entry.isDirectory()) {
            makeDirectory(entry, content, path, directory, name);
        } else if (entry.isLink()) {
            makeHardLink(entry, path);
        } else if (entry.isCharacterDevice() || entry.isBlockDevice()) {
            notes.device(entry.getName());
        } else {
            makeOther(entry, content, path, directory, name);
            directory.setTime(name, time(entry));
        }
    }

    private void makeOther(
            TarArchiveEntry entry, TarReader content, List<String> path, DirectoryEntries directory, String name)
            throws IOException {
        if (entry.isSymbolicLink()) {
            inPlaceOf(path, directory, name, () -> {
                directory.makeSymbolicLink(name, entry.getLinkName());
                return name;
            });
            setOwner(entry, path, directory);
        } else if (entry.isFIFO()) {
            inPlaceOf(path, directory, name, () -> {
                directory.makeFifo(name);
                return name;
            });
            setOwner(entry, path, directory);
            directory.setPermissions(name, entry.getMode() & 07777);
        } else if (entry.isFile()) {
            try (Descriptor file = inPlaceOf(path, directory, name, () -> directory.makeFile(name))) {
                copy(content, file);
                setOwner(entry, path, directory);
                file.setPermissions(entry.getMode() & 07777);
                setAttributes(content, file);
            }
        } else {
            throw new ImageException(entry.getName(), "a layer cannot have an entry of this kind", null);
        }
    }

    private void makeDirectory(
            TarArchiveEntry entry, TarReader content, List<String> path, DirectoryEntries directory, String name)
            throws IOException {
        try {
            directory.makeDirectory(name, 0700);
        } catch (KernelException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            if (!isDirectory(directory.status(name).orElseThrow())) {
                remove(path, directory, name);
                directory.makeDirectory(name, 0700);
                setOpaque(path);
            }
        }
        setOwner(entry, path, directory);
        setDirectoryAttributes(content, path);
        directories.put(List.copyOf(path), new LateStatus(entry.getMode() & 07777, time(entry)));
    }

    private void setDirectoryAttributes(TarReader content, List<String> path) throws IOException {
        if (!content.attributeNames().isEmpty()) {
            try (Descriptor opened = tree.open(path)) {
                setAttributes(content, opened);
            }
        }
    }

    private void copy(InputStream content, Descriptor file) throws IOException {
        Writeback writeback = new Writeback(file);
        long written = 0;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            output.write(file, buffer, 0, count);
            written += count;
            writeback.advance(written);
        }
        writeback.finish(written);
    }

    private void makeHardLink(TarArchiveEntry entry, List<String> path) throws IOException {
        List<String> existing = path(entry.getLinkName());
        if (existing.isEmpty()) {
            throw new ImageException(entry.getName(), "a link to a directory cannot be", null);
        }
        if (existing.equals(path)) {
            return;
        }
        String name = path.get(path.size() - 1);
        try (Descriptor from = tree.openForNames(existing.subList(0, existing.size() - 1));
                Descriptor to = tree.openForNames(path.subList(0, path.size() - 1))) {
            DirectoryEntries source = new DirectoryEntries(from);
            String target = existing.get(existing.size() - 1);
            if (source.status(target).isEmpty()) {
                throw new ImageException(
                        entry.getName(),
                        "the layer does not have " + entry.getLinkName() + ", which it links to",
                        null);
            }
            DirectoryEntries directory = new DirectoryEntries(to);
            remove(path, directory, name);
            directory.makeHardLink(name, source, target);
            gifts.link(existing, path);
        }
    }

    /** Makes something by a system call that refuses to where there is something. */
    private interface Making<T> {
        T make() throws KernelException;
    }

    /** What comes later in an archive takes the place of what came before, which is seldom. */
    private <T> T inPlaceOf(List<String> path, DirectoryEntries directory, String name, Making<T> making)
            throws IOException {
        try {
            return making.make();
        } catch (KernelException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
        remove(path, directory, name);
        return making.make();
    }

    private void remove(List<String> path, DirectoryEntries directory, String name) throws IOException {
        Optional<FileStatus> there = directory.status(name);
        if (there.isPresent()) {
            gifts.remove(path, isDirectory(there.get()));
            if (isDirectory(there.get())) {
                directories
                        .keySet()
                        .removeIf(other -> other.size() >= path.size()
                                && other.subList(0, path.size()).equals(path));
            }
            tree.remove(directory, name, there.get());
        }
    }

    // ---- status

    private void setOwner(TarArchiveEntry entry, List<String> path, DirectoryEntries directory) throws KernelException {
        long user = entry.getLongUserId();
        long group = entry.getLongGroupId();
        if (!ids.has(user) || !ids.has(group)) {
            notes.owner();
        }
        if (ids instanceof LayerIds.Range range) {
            directory.setOwner(path.get(path.size() - 1), range.user(user), range.group(group));
        } else if (ids instanceof LayerIds.Subordinate subordinate) {
            int mode = entry.isFile() ? entry.getMode() & 07777 : Gifts.NO_MODE;
            gifts.put(path, new Gifts.Gift(subordinate.inside(user), subordinate.inside(group), mode));
        }
    }

    private void setAttributes(TarReader content, Descriptor file) throws IOException {
        List<String> names = content.attributeNames();
        if (names.isEmpty()) {
            return;
        }
        Map<String, byte[]> values = content.attributes();
        for (String name : names) {
            byte[] value = values.get(name);
            if (value == null) {
                notes.attribute(name);
            } else {
                setAttribute(name, value, file);
            }
        }
    }

    /** What steers overlays, security modules or the kernel is not an image's to say, but for what its programs may do in it. */
    private void setAttribute(String name, byte[] value, Descriptor file) throws IOException {
        Optional<byte[]> kept = Optional.empty();
        if (OverlayAttributes.isFree(name)) {
            kept = Optional.of(value);
        } else if (name.equals(FileCapabilities.ATTRIBUTE) && ids instanceof LayerIds.Range range) {
            kept = FileCapabilities.of(value, range.user(0));
        }
        if (kept.isEmpty()) {
            notes.attribute(name);
            return;
        }
        try {
            ExtendedAttributes.set(file, name, kept.get());
        } catch (KernelException e) {
            if (!e.is(Errno.ENOTSUP, Errno.EPERM, Errno.E2BIG, Errno.ERANGE, Errno.ENOSPC)) {
                throw e;
            }
            notes.attribute(name);
        }
    }

    private static Instant time(TarArchiveEntry entry) {
        return entry.getLastModifiedTime().toInstant();
    }

    /** The last are the deepest, or came into directories that were there before. */
    private void setLateStatus() throws IOException {
        List<Map.Entry<List<String>, LateStatus>> last = new ArrayList<>(directories.entrySet());
        last.sort((one, other) ->
                Integer.compare(other.getKey().size(), one.getKey().size()));
        for (Map.Entry<List<String>, LateStatus> entry : last) {
            try (Descriptor opened = tree.open(entry.getKey())) {
                opened.setPermissions(entry.getValue().mode());
                tree.setTime(opened, entry.getValue().time());
            } catch (KernelException e) {
                if (!e.is(Errno.ENOENT, Errno.ENOTDIR)) { // it was removed by another name, through a link
                    throw e;
                }
            }
        }
    }
}
