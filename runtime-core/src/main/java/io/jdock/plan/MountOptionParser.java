package io.jdock.plan;

import io.jdock.kernel.MountAttribute;
import io.jdock.kernel.MountFlag;
import io.jdock.plan.MountOptions.IdMapping;
import io.jdock.plan.MountOptions.Propagation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Takes the option strings of one mount, one after the other. */
final class MountOptionParser {
    /** A word that sets or clears an attribute of a mount. With {@code r} before it, it does so for all mounts below too. */
    private record AttributeChange(MountAttribute attribute, boolean set) {}

    private static final Map<String, AttributeChange> ATTRIBUTES = Map.ofEntries(
            Map.entry("ro", new AttributeChange(MountAttribute.MOUNT_ATTR_RDONLY, true)),
            Map.entry("rw", new AttributeChange(MountAttribute.MOUNT_ATTR_RDONLY, false)),
            Map.entry("nosuid", new AttributeChange(MountAttribute.MOUNT_ATTR_NOSUID, true)),
            Map.entry("suid", new AttributeChange(MountAttribute.MOUNT_ATTR_NOSUID, false)),
            Map.entry("nodev", new AttributeChange(MountAttribute.MOUNT_ATTR_NODEV, true)),
            Map.entry("dev", new AttributeChange(MountAttribute.MOUNT_ATTR_NODEV, false)),
            Map.entry("noexec", new AttributeChange(MountAttribute.MOUNT_ATTR_NOEXEC, true)),
            Map.entry("exec", new AttributeChange(MountAttribute.MOUNT_ATTR_NOEXEC, false)),
            Map.entry("nodiratime", new AttributeChange(MountAttribute.MOUNT_ATTR_NODIRATIME, true)),
            Map.entry("diratime", new AttributeChange(MountAttribute.MOUNT_ATTR_NODIRATIME, false)),
            Map.entry("nosymfollow", new AttributeChange(MountAttribute.MOUNT_ATTR_NOSYMFOLLOW, true)),
            Map.entry("symfollow", new AttributeChange(MountAttribute.MOUNT_ATTR_NOSYMFOLLOW, false)));

    private static final Set<String> ACCESS_TIMES =
            Set.of("atime", "noatime", "relatime", "norelatime", "strictatime", "nostrictatime");

    private static final Map<String, MountFlag> PROPAGATIONS = Map.of(
            "private", MountFlag.MS_PRIVATE,
            "shared", MountFlag.MS_SHARED,
            "slave", MountFlag.MS_SLAVE,
            "unbindable", MountFlag.MS_UNBINDABLE);

    /** Flags that fsconfig(2) takes for every file system, each followed by its contrary where there is one. */
    private static final List<List<String>> SUPERBLOCK = List.of(
            List.of("ro", "rw"),
            List.of("sync", "async"),
            List.of("dirsync"),
            List.of("lazytime", "nolazytime"),
            List.of("mand", "nomand"));

    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "defaults", "silent", "loud", "iversion", "noiversion", "auto", "noauto", "nouser", "nofail", "_netdev");

    private final Attributes own = new Attributes();
    private final Attributes recursive = new Attributes();
    private final Map<List<String>, String> superblock = new LinkedHashMap<>();
    private final List<Propagation> propagation = new ArrayList<>();
    private final Map<String, String> data = new LinkedHashMap<>();
    private final List<String> withoutEffect = new ArrayList<>();
    private boolean bind;
    private boolean bindRecursively;
    private boolean remount;
    private IdMapping idmap = IdMapping.NONE;
    private boolean copyUp;
    private boolean copySymlink;

    /** All words that are options of their own, sorted. Those without effect are not promised. */
    static List<String> names() {
        Set<String> names = new TreeSet<>(Set.of("bind", "rbind", "idmap", "ridmap", "copy-symlink"));
        ATTRIBUTES.keySet().forEach(name -> names.addAll(List.of(name, "r" + name)));
        ACCESS_TIMES.forEach(name -> names.addAll(List.of(name, "r" + name)));
        PROPAGATIONS.keySet().forEach(name -> names.addAll(List.of(name, "r" + name)));
        SUPERBLOCK.forEach(names::addAll);
        return List.copyOf(names);
    }

    MountOptions result() {
        return new MountOptions(
                bind,
                bindRecursively,
                remount,
                own.set(),
                own.clear(),
                recursive.set(),
                recursive.clear(),
                superblock(0),
                superblock(1),
                propagation,
                idmap,
                copyUp,
                copySymlink,
                data,
                withoutEffect);
    }

    /** One string may hold several options, because mount(2) takes them all in one text with commas. */
    void accept(String options) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (c == '\\') {
                i++; // overlay's lowerdir may have an escaped comma or colon
            } else if (c == '"') {
                quoted = !quoted; // SELinux labels have commas, so context= comes in quotation marks
            } else if (c == ',' && !quoted) {
                acceptOne(options.substring(start, i));
                start = i + 1;
            }
        }
        acceptOne(options.substring(start));
    }

    private void acceptOne(String option) {
        if (!option.isEmpty() && !acceptWord(option)) {
            acceptData(option);
        }
    }

    private boolean acceptWord(String option) {
        boolean superblockToo = acceptSuperblock(option);
        if (own.accept(option) || superblockToo || acceptShape(option) || acceptPropagation(option)) {
            return true;
        }
        if (option.startsWith("r") && recursive.accept(option.substring(1))) {
            return true;
        }
        // mount(8) keeps x-* for programs that read fstab
        if (WITHOUT_EFFECT.contains(option) || option.startsWith("x-")) {
            withoutEffect.add(option);
            return true;
        }
        return false;
    }

    private boolean acceptShape(String option) {
        switch (option) {
            case "bind" -> bind = true;
            case "rbind" -> {
                bind = true;
                bindRecursively = true;
            }
            case "remount" -> remount = true;
            case "idmap" -> idmap = IdMapping.MOUNT;
            case "ridmap" -> idmap = IdMapping.RECURSIVE;
            case "tmpcopyup" -> copyUp = true;
            case "copy-symlink" -> copySymlink = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean acceptPropagation(String option) {
        MountFlag type = PROPAGATIONS.get(option);
        boolean below = type == null && option.startsWith("r");
        if (below) {
            type = PROPAGATIONS.get(option.substring(1));
        }
        if (type == null) {
            return false;
        }
        propagation.add(new Propagation(type, below));
        return true;
    }

    private boolean acceptSuperblock(String option) {
        for (List<String> contraries : SUPERBLOCK) {
            if (contraries.contains(option)) {
                superblock.put(contraries, option);
                return true;
            }
        }
        return false;
    }

    private List<String> superblock(int position) {
        return superblock.entrySet().stream()
                .filter(entry -> entry.getKey().indexOf(entry.getValue()) == position)
                .map(Map.Entry::getValue)
                .toList();
    }

    private void acceptData(String option) {
        int equals = option.indexOf('=');
        String key = equals < 0 ? option : option.substring(0, equals);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("'" + option + "' has no name before the equals sign");
        }
        String value = equals < 0 ? "" : unquoted(option.substring(equals + 1));
        String before = data.put(key, value);
        if (before != null && key.endsWith("+")) {
            // overlay appends one layer each time it sees lowerdir+=
            throw new IllegalArgumentException(
                    "'" + key + "' a second time: give all layers in one option, lowerdir=/upper:/lower");
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Attributes of a mount that were asked for so far. */
    private static final class Attributes {
        private final Map<MountAttribute, Boolean> asked = new EnumMap<>(MountAttribute.class);

        /** When access times are updated; null leaves that as it is. */
        private @Nullable AccessTime accessTime;

        private enum AccessTime {
            RELATIME,
            NOATIME,
            STRICTATIME
        }

        boolean accept(String word) {
            AttributeChange change = ATTRIBUTES.get(word);
            if (change != null) {
                asked.put(change.attribute(), change.set());
            } else if (ACCESS_TIMES.contains(word)) {
                accessTime = accessTime(word);
            } else {
                return false;
            }
            return true;
        }

        /**
         * A negation only takes its own word back; then the kernel's default holds, which is relatime since Linux 2.6.30
         * (mount(8)).
         */
        private AccessTime accessTime(String word) {
            AccessTime before = accessTime == null ? AccessTime.RELATIME : accessTime;
            return switch (word) {
                case "noatime" -> AccessTime.NOATIME;
                case "strictatime" -> AccessTime.STRICTATIME;
                case "relatime" -> AccessTime.RELATIME;
                case "atime" -> before == AccessTime.NOATIME ? AccessTime.RELATIME : before;
                case "nostrictatime" -> before == AccessTime.STRICTATIME ? AccessTime.RELATIME : before;
                default -> before; // norelatime
            };
        }

        List<MountAttribute> set() {
            List<MountAttribute> set = attributes(true);
            if (accessTime == AccessTime.NOATIME) {
                set.add(MountAttribute.MOUNT_ATTR_NOATIME);
            } else if (accessTime == AccessTime.STRICTATIME) {
                set.add(MountAttribute.MOUNT_ATTR_STRICTATIME);
            }
            return set;
        }

        List<MountAttribute> clear() {
            List<MountAttribute> clear = attributes(false);
            if (accessTime != null) {
                clear.add(MountAttribute.MOUNT_ATTR__ATIME);
            }
            return clear;
        }

        private List<MountAttribute> attributes(boolean set) {
            List<MountAttribute> attributes = new ArrayList<>();
            asked.forEach((attribute, wanted) -> {
                if (wanted == set) {
                    attributes.add(attribute);
                }
            });
            return attributes;
        }
    }
}
