package io.jdock.oci;

import io.jdock.json.Quote;
import java.util.List;
import java.util.stream.Stream;

/** Rules of mounts and of id mappings: config.md, "Mounts"; config-linux.md, "User namespace mappings". */
final class MountRules {
    private static final int MAX_MAPPINGS = 340; // user_namespaces(7), "Defining user and group ID mappings"

    private final Linux linux;

    MountRules(Linux linux) {
        this.linux = linux;
    }

    void mount(Field field, Mount mount) {
        field.at("destination").notEmpty(mount.destination());
        field.at("type").text(mount.type());
        field.at("source").text(mount.source());
        field.at("options").each(mount.options(), Field::text);
        bindSource(field.at("source"), mount);
        idMappings(field.at("uidMappings"), mount.uidMappings());
        idMappings(field.at("gidMappings"), mount.gidMappings());
        bothMappingsOrNone(field, mount);
        mappingThatAnOptionAsksFor(field, mount);
    }

    /** mount(2): a bind mount shows its source a second time, so it takes one. */
    private static void bindSource(Field field, Mount mount) {
        List<String> options = mount.options();
        boolean bind = options.contains("bind") || options.contains("rbind");
        if (bind && !options.contains("remount") && mount.source() == null) {
            throw field.refuse("missing", "the path of what the bind mount shows");
        }
    }

    /** config.md, "POSIX-platform Mounts". */
    private static void bothMappingsOrNone(Field field, Mount mount) {
        if (mount.uidMappings().isEmpty() != mount.gidMappings().isEmpty()) {
            boolean noUids = mount.uidMappings().isEmpty();
            throw field.at(noUids ? "uidMappings" : "gidMappings")
                    .refuse("missing", "given together with " + (noUids ? "gidMappings" : "uidMappings"));
        }
    }

    /** config.md, "Linux mount options", {@code idmap}. */
    private void mappingThatAnOptionAsksFor(Field field, Mount mount) {
        boolean given = !mount.uidMappings().isEmpty() || linux.has(LinuxNamespaceType.USER);
        int option = Stream.of("idmap", "ridmap")
                .mapToInt(mount.options()::indexOf)
                .max()
                .orElse(-1);
        if (option >= 0 && !given) {
            throw field.at("options")
                    .at(option)
                    .refuse(
                            Quote.text(mount.options().get(option)),
                            "absent when the mount has no mappings and linux.namespaces none of type user");
        }
    }

    /** Each line of the kernel's uid_map and gid_map, and what it refuses of all together (user_namespaces(7)). */
    static void idMappings(Field field, List<LinuxIdMapping> mappings) {
        field.require(
                mappings.size() <= MAX_MAPPINGS, mappings.size(), "a list of at most " + MAX_MAPPINGS + " mappings");
        field.each(mappings, MountRules::idMapping);
        for (int i = 0; i < mappings.size(); i++) {
            for (int j = 0; j < i; j++) {
                disjoint(field, i, j, mappings);
            }
        }
    }

    private static void idMapping(Field field, LinuxIdMapping mapping) {
        field.at("containerID").range(mapping.containerID(), 0, Field.MAX_ID);
        field.at("hostID").range(mapping.hostID(), 0, Field.MAX_ID);
        long first = Math.max(mapping.containerID(), mapping.hostID());
        field.at("size").range(mapping.size(), 1, Field.MAX_UINT32 - first);
    }

    private static void disjoint(Field field, int i, int j, List<LinuxIdMapping> mappings) {
        LinuxIdMapping one = mappings.get(i);
        LinuxIdMapping other = mappings.get(j);
        if (overlap(one.containerID(), one.size(), other.containerID(), other.size())) {
            throw field.at(i).at("containerID").refuse(overlapping(one.containerID(), j), "of a range of its own");
        }
        if (overlap(one.hostID(), one.size(), other.hostID(), other.size())) {
            throw field.at(i).at("hostID").refuse(overlapping(one.hostID(), j), "of a range of its own");
        }
    }

    private static String overlapping(long first, int other) {
        return first + ", whose range overlaps with that of entry " + other;
    }

    private static boolean overlap(long first, long size, long otherFirst, long otherSize) {
        return first < otherFirst + otherSize && otherFirst < first + size;
    }
}
