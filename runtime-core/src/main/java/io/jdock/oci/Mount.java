package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mount on top of the root file system; mounts are made in the order of their list (config.md, "Mounts").
 *
 * @param destination path in the container. A relative one starts at {@code /}, which is deprecated
 * @param type of the file system, as /proc/filesystems lists it; says nothing in a bind mount
 * @param source a device, any word, or for a bind mount a path on the host; a relative one starts at the bundle
 * @param options of mount(8) or of the file system (config.md, "Linux mount options"). It is a bind mount if {@code bind} or
 *     {@code rbind} is among them
 * @param uidMappings how user ids of the source appear in the container (mount_setattr(2), {@code MOUNT_ATTR_IDMAP}).
 *     Either both mappings are given or none
 * @param gidMappings the same for group ids
 */
public record Mount(
        String destination,
        @Nullable String type,
        @Nullable String source,
        List<String> options,
        List<LinuxIdMapping> uidMappings,
        List<LinuxIdMapping> gidMappings) {
    public Mount {
        type = Values.text(type);
        source = Values.text(source);
        options = List.copyOf(options);
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
    }

    /** A mount without id mappings. */
    public static Mount of(String destination, @Nullable String type, @Nullable String source, String... options) {
        return new Mount(destination, type, source, List.of(options), List.of(), List.of());
    }

    static Mount fromJson(JsonValue json) {
        return new Mount(
                json.at("destination").text(),
                json.at("type").textOrNull(),
                json.at("source").textOrNull(),
                json.at("options").texts(),
                json.at("uidMappings").list(LinuxIdMapping::fromJson),
                json.at("gidMappings").list(LinuxIdMapping::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("destination", destination)
                .putIfPresent("type", type)
                .putIfPresent("source", source)
                .putIfPresent("options", options)
                .putList("uidMappings", uidMappings, LinuxIdMapping::toJson)
                .putList("gidMappings", gidMappings, LinuxIdMapping::toJson);
    }
}
