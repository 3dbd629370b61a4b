package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.MountApiFlag;
import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.MountFlag;
import io.jdock.kernel.Syscall;
import io.jdock.plan.MountOptions.Propagation;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be done with a mount before and after it has a place: the calls of mount(2) and of the interface by
 * descriptors, fsopen(2), open_tree(2), mount_setattr(2) and move_mount(2).
 */
final class Trees {
    static final Operand NONE = Operand.of(0);
    private static final Operand EMPTY = Operand.of("");
    /** What fsconfig(2) takes as a string, in bytes, which are at least as many as characters. */
    private static final int MAX_STRING = 255;

    private static final Operand ATTRIBUTES_SIZE = Operand.of(32);

    private Trees() {}

    /**
     * A new file system to be mounted.
     *
     * @param data keys and values for it; an empty value for a key that stands alone
     * @param flags of the superblock by their names for fsconfig(2)
     */
    record FileSystem(
            String type, String source, Map<String, String> data, List<String> flags, List<MountAttribute> attributes) {
        FileSystem {
            data = new LinkedHashMap<>(data);
            flags = List.copyOf(flags);
            attributes = List.copyOf(attributes);
        }

        /** The same without read-only. */
        FileSystem writable() {
            return new FileSystem(
                    type,
                    source,
                    data,
                    flags.stream().filter(flag -> !flag.equals("ro")).toList(),
                    attributes.stream()
                            .filter(attribute -> attribute != MountAttribute.MOUNT_ATTR_RDONLY)
                            .toList());
        }

        /** Whether mount(2) can say it in one call. */
        boolean isPlain() {
            return flags.stream().allMatch("ro"::equals)
                    && data.values().stream().noneMatch(value -> value.contains(","));
        }
    }

    /** Makes a file system and a mount of it that has no place yet. */
    static Slot make(Code code, FileSystem fileSystem) {
        return make(code, fileSystem, Map.of());
    }

    /**
     * As above.
     *
     * @param wishes more keys and values, without which a kernel that does not know them does as well
     */
    static Slot make(Code code, FileSystem fileSystem, Map<String, String> wishes) {
        Slot context = code.call(
                "context", Syscall.FSOPEN, Operand.of(fileSystem.type()), Operand.of(MountApiFlag.FSOPEN_CLOEXEC));
        configure(code, context, "source", fileSystem.source());
        fileSystem.data().forEach((key, value) -> {
            if (key.equals("lowerdir") && value.length() > MAX_STRING) {
                layers(value).forEach(layer -> configure(code, context, "lowerdir+", layer));
            } else {
                configure(code, context, key, value);
            }
        });
        fileSystem.flags().forEach(flag -> configure(code, context, flag, ""));
        wishes.forEach((key, value) -> configure(code, context, key, value, Set.of(Errno.EINVAL)));
        code.run(Syscall.FSCONFIG, Operand.of(context), Operand.of(Constant.FSCONFIG_CMD_CREATE), NONE, NONE, NONE);
        Slot mount = code.call(
                fileSystem.type(),
                Syscall.FSMOUNT,
                Operand.of(context),
                Operand.of(MountApiFlag.FSMOUNT_CLOEXEC),
                new Operand.Flags(fileSystem.attributes()));
        code.run(Syscall.CLOSE, Operand.of(context));
        return mount;
    }

    /**
     * The layers of an overlay one by one, from the topmost to the lowest. They may be too many for one string, and since
     * Linux 6.5 an overlay also takes them so.
     *
     * @param joined with colons between them; one in a name has a backslash before it
     */
    static List<String> layers(String joined) {
        List<String> layers = new ArrayList<>();
        StringBuilder layer = new StringBuilder();
        for (int i = 0; i < joined.length(); i++) {
            char c = joined.charAt(i);
            if (c == '\\' && i + 1 < joined.length()) {
                i++;
                layer.append(joined.charAt(i));
            } else if (c == ':') {
                layers.add(layer.toString());
                layer.setLength(0);
            } else {
                layer.append(c);
            }
        }
        layers.add(layer.toString());
        return layers;
    }

    /** Changes the file system that is mounted at a place. */
    static void reconfigure(Code code, Targets.Target mount, MountOptions options) {
        List<String> flags = new ArrayList<>(options.superblockFlags());
        flags.addAll(options.superblockClear());
        if (flags.isEmpty() && options.data().isEmpty()) {
            return;
        }
        Slot context = code.call(
                "context",
                Syscall.FSPICK,
                mount.directory(),
                Operand.of(mount.path()),
                mount.path().isEmpty()
                        ? Operand.of(MountApiFlag.FSPICK_CLOEXEC, MountApiFlag.FSPICK_EMPTY_PATH)
                        : Operand.of(MountApiFlag.FSPICK_CLOEXEC));
        options.data().forEach((key, value) -> configure(code, context, key, value));
        flags.forEach(flag -> configure(code, context, flag, ""));
        code.run(
                Syscall.FSCONFIG, Operand.of(context), Operand.of(Constant.FSCONFIG_CMD_RECONFIGURE), NONE, NONE, NONE);
        code.run(Syscall.CLOSE, Operand.of(context));
    }

    private static void configure(Code code, Slot context, String key, String value) {
        configure(code, context, key, value, Set.of());
    }

    private static void configure(Code code, Slot context, String key, String value, Set<Errno> tolerated) {
        boolean flag = value.isEmpty();
        code.attempt(
                tolerated,
                Syscall.FSCONFIG,
                Operand.of(context),
                Operand.of(flag ? Constant.FSCONFIG_SET_FLAG : Constant.FSCONFIG_SET_STRING),
                Operand.of(key),
                flag ? NONE : Operand.of(value),
                NONE);
    }

    /** Makes a plain file system and mounts it on a path, in one call. */
    static void mount(Code code, FileSystem fileSystem, String path) {
        List<Flag> flags = new ArrayList<>();
        fileSystem.attributes().forEach(attribute -> flags.add(flag(attribute)));
        if (!fileSystem.flags().isEmpty() && !flags.contains(MountFlag.MS_RDONLY)) {
            flags.add(MountFlag.MS_RDONLY);
        }
        List<String> data = new ArrayList<>();
        fileSystem.data().forEach((key, value) -> data.add(value.isEmpty() ? key : key + "=" + value));
        code.run(
                Syscall.MOUNT,
                Operand.of(fileSystem.source()),
                Operand.of(path),
                Operand.of(fileSystem.type()),
                new Operand.Flags(flags),
                data.isEmpty() ? NONE : Operand.of(String.join(",", data)));
    }

    private static Flag flag(MountAttribute attribute) {
        return switch (attribute) {
            case MOUNT_ATTR_RDONLY -> MountFlag.MS_RDONLY;
            case MOUNT_ATTR_NOSUID -> MountFlag.MS_NOSUID;
            case MOUNT_ATTR_NODEV -> MountFlag.MS_NODEV;
            case MOUNT_ATTR_NOEXEC -> MountFlag.MS_NOEXEC;
            case MOUNT_ATTR_NOATIME -> MountFlag.MS_NOATIME;
            case MOUNT_ATTR_STRICTATIME -> MountFlag.MS_STRICTATIME;
            case MOUNT_ATTR_NODIRATIME -> MountFlag.MS_NODIRATIME;
            case MOUNT_ATTR_NOSYMFOLLOW -> MountFlag.MS_NOSYMFOLLOW;
            case MOUNT_ATTR__ATIME, MOUNT_ATTR_IDMAP ->
                throw new IllegalArgumentException(attribute + " is no flag of mount(2)");
        };
    }

    /** Shows a file or directory at another path too. */
    static void bind(Code code, String source, String path, boolean recursive) {
        code.run(
                Syscall.MOUNT,
                Operand.of(source),
                Operand.of(path),
                NONE,
                recursive ? Operand.of(MountFlag.MS_BIND, MountFlag.MS_REC) : Operand.of(MountFlag.MS_BIND),
                NONE);
        code.remedy(Errno.ENOTDIR, "source and target must both be directories, or both be files");
    }

    /** Clones the mount at a path of the host, with those below it if asked. */
    static Slot cloneOf(Code code, String name, String path, boolean recursive) {
        return cloneOf(code, name, new Targets.Target(Draft.here(), path), recursive);
    }

    /** The same, from a directory on. */
    static Slot cloneOf(Code code, String name, Targets.Target source, boolean recursive) {
        List<Flag> flags = new ArrayList<>(List.of(MountApiFlag.OPEN_TREE_CLONE, MountApiFlag.OPEN_TREE_CLOEXEC));
        if (recursive) {
            flags.add(AtFlag.AT_RECURSIVE);
        }
        return code.call(
                name, Syscall.OPEN_TREE, source.directory(), Operand.of(source.path()), new Operand.Flags(flags));
    }

    /** Clones the mount of an open file. */
    static Slot cloneOf(Code code, Slot file, Flag... more) {
        List<Flag> flags = new ArrayList<>(
                List.of(MountApiFlag.OPEN_TREE_CLONE, MountApiFlag.OPEN_TREE_CLOEXEC, AtFlag.AT_EMPTY_PATH));
        flags.addAll(Arrays.asList(more));
        return code.call("clone", Syscall.OPEN_TREE, Operand.of(file), EMPTY, new Operand.Flags(flags));
    }

    /** Gives a mount its place. */
    static void attach(Code code, Slot mount, Targets.Target target) {
        boolean byDescriptor = target.path().isEmpty();
        code.run(
                Syscall.MOVE_MOUNT,
                Operand.of(mount),
                EMPTY,
                target.directory(),
                Operand.of(target.path()),
                byDescriptor
                        ? Operand.of(MountApiFlag.MOVE_MOUNT_F_EMPTY_PATH, MountApiFlag.MOVE_MOUNT_T_EMPTY_PATH)
                        : Operand.of(MountApiFlag.MOVE_MOUNT_F_EMPTY_PATH));
        code.remedy(Errno.ENOTDIR, "source and target must both be directories, or both be files");
        code.remedy(Errno.EINVAL, "source and target must both be directories, or both be files");
        code.remedy(Errno.ENOSPC, "too many mounts: raise sysctl fs.mount-max");
    }

    /** Sets and clears what the options say, on a mount by its descriptor or on the one at a path. */
    static void setAttributes(Code code, Targets.Target mount, MountOptions options) {
        if (!options.set().isEmpty() || !options.clear().isEmpty()) {
            setAttributes(code, mount, options.set(), options.clear(), false);
        }
        if (!options.recursiveSet().isEmpty() || !options.recursiveClear().isEmpty()) {
            setAttributes(code, mount, options.recursiveSet(), options.recursiveClear(), true);
        }
        code.remedy(
                Errno.EPERM,
                "the host locked a flag of this mount (nosuid, nodev, noexec or ro): it cannot be cleared");
    }

    static void setAttributes(
            Code code, Targets.Target mount, List<MountAttribute> set, List<MountAttribute> clear, boolean recursive) {
        // mount_setattr(2): struct mount_attr {attr_set, attr_clr, propagation, userns_fd}
        Datum.Struct attributes = new Datum.Struct(
                "{set=" + Structures.names(set) + ", clear=" + Structures.names(clear) + "}",
                List.of(new Field.Bits(8, set), new Field.Bits(8, clear), new Field.Int(8, 0), new Field.Int(8, 0)));
        change(code, mount, attributes, recursive, Set.of());
    }

    /** How mount events travel. */
    static void propagate(Code code, Targets.Target mount, Propagation propagation) {
        Datum.Struct attributes = new Datum.Struct(
                "{propagation=" + propagation.type().name() + "}",
                List.of(
                        new Field.Int(8, 0),
                        new Field.Int(8, 0),
                        new Field.Bits(8, List.of(propagation.type())),
                        new Field.Int(8, 0)));
        change(code, mount, attributes, propagation.recursive(), Set.of());
    }

    /** On this mount, id 0 of the disk is id 0 of the container: files made inside belong to who they should outside. */
    static void mapIds(Code code, Slot mount, Slot namespace, boolean recursive) {
        // EINVAL: a file system that does not know id-mapped mounts shows its files as nobody's; EPERM: so does one
        // that belongs to an outer user namespace, where the caller is root of a container only
        mapIds(code, mount, namespace, recursive, Set.of(Errno.EINVAL, Errno.EPERM));
    }

    /** The same with maps that were asked for by name, so that they must not be missing. */
    static void mapIdsOrFail(Code code, Slot mount, Slot namespace, boolean recursive) {
        mapIds(code, mount, namespace, recursive, Set.of());
        code.remedy(Errno.EINVAL, "uidMappings: this kernel or the source's file system has no id-mapped mounts");
        code.remedy(Errno.EPERM, "uidMappings: ids are mapped already on this mount, or the caller is no root of it");
    }

    private static void mapIds(Code code, Slot mount, Slot namespace, boolean recursive, Set<Errno> tolerated) {
        Datum.Struct attributes = new Datum.Struct(
                "{set=MOUNT_ATTR_IDMAP, userns}",
                List.of(
                        new Field.Bits(8, List.of(MountAttribute.MOUNT_ATTR_IDMAP)),
                        new Field.Int(8, 0),
                        new Field.Int(8, 0),
                        new Field.Int(8, 0)));
        code.store(Width.DOUBLE, attributes, 24, Operand.of(namespace));
        change(code, byDescriptor(mount), attributes, recursive, tolerated);
    }

    private static void change(
            Code code, Targets.Target mount, Datum attributes, boolean recursive, Set<Errno> tolerated) {
        List<Flag> flags = new ArrayList<>(2);
        if (mount.path().isEmpty()) {
            flags.add(AtFlag.AT_EMPTY_PATH);
        }
        if (recursive) {
            flags.add(AtFlag.AT_RECURSIVE);
        }
        code.attempt(
                tolerated,
                Syscall.MOUNT_SETATTR,
                mount.directory(),
                Operand.of(mount.path()),
                new Operand.Flags(flags),
                Operand.of(attributes),
                ATTRIBUTES_SIZE);
    }

    static Targets.Target byDescriptor(Slot mount) {
        return new Targets.Target(Operand.of(mount), "");
    }
}
