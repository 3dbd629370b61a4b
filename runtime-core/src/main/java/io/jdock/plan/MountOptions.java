package io.jdock.plan;

import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.MountFlag;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the option strings of an OCI mount mean (config.md, "Linux mount options"), sorted by the system call that takes
 * them. Of options that contradict each other, the last one counts, as in mount(8).
 *
 * @param bind whether an existing directory or file is shown, rather than a new file system mounted
 * @param recursive whether a bind mount brings the mounts below its source along
 * @param remount whether the mount that is already there is changed
 * @param set attributes that mount_setattr(2) or fsmount(2) sets on this mount
 * @param clear attributes that mount_setattr(2) clears, before it sets those of {@code set}. If the update of access
 *     times changes, {@link MountAttribute#MOUNT_ATTR__ATIME} is here, as mount_setattr(2) wants it
 * @param recursiveSet attributes to set on this mount and all below it, after those of {@code set}
 * @param recursiveClear attributes to clear on this mount and all below it
 * @param superblockFlags flags of the file system itself for fsconfig(2), such as {@code ro} and {@code sync}; they concern
 *     every mount of it, so a bind mount has no use for them
 * @param superblockClear the contrary, such as {@code rw} and {@code async}; a new file system has no use for them
 * @param propagation types of propagation, to be set one after the other: {@code slave} and then {@code shared} makes a
 *     mount that is both
 * @param idmap how ids of the source appear in the container
 * @param copyUp whether a new tmpfs begins with a copy of what it covers ({@code tmpcopyup})
 * @param copySymlink whether a source that is a symbolic link becomes the same link, instead of being followed
 *     ({@code copy-symlink} of crun)
 * @param data keys and values for the file system itself in their order; the value is empty for a key that stands alone
 * @param withoutEffect options that are known but say nothing to fsconfig(2) and mount_setattr(2): kernel messages
 *     ({@code silent}, {@code loud}), the version counter of inodes, which each file system keeps as it likes, and words for
 *     fstab(5)
 */
public record MountOptions(
        boolean bind,
        boolean recursive,
        boolean remount,
        List<MountAttribute> set,
        List<MountAttribute> clear,
        List<MountAttribute> recursiveSet,
        List<MountAttribute> recursiveClear,
        List<String> superblockFlags,
        List<String> superblockClear,
        List<Propagation> propagation,
        IdMapping idmap,
        boolean copyUp,
        boolean copySymlink,
        Map<String, String> data,
        List<String> withoutEffect) {

    /**
     * How mount events travel, mount_namespaces(7).
     *
     * @param type {@code MS_PRIVATE}, {@code MS_SHARED}, {@code MS_SLAVE} or {@code MS_UNBINDABLE}
     * @param recursive whether the mounts below get the same type
     */
    public record Propagation(MountFlag type, boolean recursive) {}

    /** Which mounts get their ids mapped, mount_setattr(2) {@code MOUNT_ATTR_IDMAP}. */
    public enum IdMapping {
        NONE,
        /** The mount itself ({@code idmap}). */
        MOUNT,
        /** The mount and all below it ({@code ridmap}). */
        RECURSIVE
    }

    /** The options that are understood, without those of single file systems. */
    public static List<String> names() {
        return MountOptionParser.names();
    }

    public MountOptions {
        set = List.copyOf(set);
        clear = List.copyOf(clear);
        recursiveSet = List.copyOf(recursiveSet);
        recursiveClear = List.copyOf(recursiveClear);
        superblockFlags = List.copyOf(superblockFlags);
        superblockClear = List.copyOf(superblockClear);
        propagation = List.copyOf(propagation);
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        withoutEffect = List.copyOf(withoutEffect);
    }

    /**
     * Reads the options of one mount. A word that is not known goes to the file system, which may refuse it.
     *
     * @throws IllegalArgumentException if an option has no name, or repeats one that a map cannot hold twice; the message
     *     begins with {@code options} and the index
     */
    public static MountOptions parse(List<String> options) {
        MountOptionParser parser = new MountOptionParser();
        for (int i = 0; i < options.size(); i++) {
            try {
                parser.accept(options.get(i));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("options[" + i + "]: " + e.getMessage(), e);
            }
        }
        return parser.result();
    }

    /** Whether nothing can be changed through this mount. */
    public boolean readOnly() {
        return recursiveSet.contains(MountAttribute.MOUNT_ATTR_RDONLY)
                || (set.contains(MountAttribute.MOUNT_ATTR_RDONLY)
                        && !recursiveClear.contains(MountAttribute.MOUNT_ATTR_RDONLY));
    }

    /** Whether a new file system itself is read-only. */
    public boolean superblockReadOnly() {
        return superblockFlags.contains("ro");
    }
}
