package io.jdock.image;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that a layer puts into a root file system (image-spec, layer.md). Paths are relative to that root, with a slash
 * between names and none at the ends. Constructors throw {@link IllegalArgumentException} for what cannot be a path.
 */
public sealed interface LayerEntry {
    /** Where it is, such as {@code usr/bin/java}. */
    String path();

    /** Mode, owner and time. */
    Status status();

    /**
     * Mode, owner and time of an entry.
     *
     * @param mode the lower twelve bits of st_mode: permissions, set-user-id, set-group-id and sticky
     * @param user numeric id; names are of no use in an image
     * @param group numeric id
     * @param time of the last change, whole seconds
     * @param attributes extended attributes, whose values are text
     */
    record Status(int mode, long user, long group, Instant time, SortedMap<String, String> attributes) {
        /**
         * The time of entries for which none matters. A layer with the time of its making would be another one each time; and
         * some programs take the zeroth second for no time at all.
         */
        public static final Instant NO_TIME = Instant.ofEpochSecond(1);

        public Status {
            if ((mode & ~07777) != 0) {
                throw new IllegalArgumentException("no mode: 0" + Integer.toOctalString(mode));
            }
            if (user < 0 || group < 0) {
                throw new IllegalArgumentException("no id: " + Math.min(user, group));
            }
            time = Instant.ofEpochSecond(time.getEpochSecond());
            attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        }

        /** Of root's, at no particular time. */
        public static Status of(int mode) {
            return new Status(mode, 0, 0, NO_TIME, new TreeMap<>());
        }
    }

    /** A directory; what lies in it are entries of their own. */
    record Directory(String path, Status status) implements LayerEntry {
        public Directory {
            requirePath(path);
        }
    }

    /** A regular file. */
    record RegularFile(String path, Status status, LayerContent content) implements LayerEntry {
        public RegularFile {
            requirePath(path);
        }
    }

    /** A symbolic link, whose target is any text. */
    record SymbolicLink(String path, Status status, String target) implements LayerEntry {
        public SymbolicLink {
            requirePath(path);
            if (target.isEmpty() || target.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a symbolic link cannot lead to '" + target + "'");
            }
        }
    }

    /** Another name of a regular file of the same layer, which must sort before it by {@link String#compareTo}. */
    record HardLink(String path, Status status, String existing) implements LayerEntry {
        public HardLink {
            requirePath(path);
            requirePath(existing);
            if (existing.compareTo(path) >= 0) {
                throw new IllegalArgumentException(existing + " comes after " + path + ", which links to it");
            }
        }
    }

    /** Hides what lower layers have at a path (layer.md, "Whiteouts"). */
    static LayerEntry whiteout(String path) {
        int slash = path.lastIndexOf('/') + 1;
        return new RegularFile(
                path.substring(0, slash) + ".wh." + path.substring(slash), Status.of(0644), LayerContent.of(""));
    }

    /** Hides all that lower layers have in a directory (layer.md, "Opaque Whiteout"). */
    static LayerEntry opaque(String directory) {
        return new RegularFile(directory + "/.wh..wh..opq", Status.of(0644), LayerContent.of(""));
    }

    /** A file of root's. */
    static LayerEntry file(String path, int mode, LayerContent content) {
        return new RegularFile(path, Status.of(mode), content);
    }

    /** A directory of root's. */
    static LayerEntry directory(String path, int mode) {
        return new Directory(path, Status.of(mode));
    }

    /** A link of root's. */
    static LayerEntry symbolicLink(String path, String target) {
        return new SymbolicLink(path, Status.of(0777), target);
    }

    private static void requirePath(String path) {
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("'" + path.replace('\0', '?') + "' is no path of a layer");
            }
        }
    }
}
