package io.jdock.container;

import io.jdock.cgroup.CgroupLocation;
import io.jdock.cgroup.CgroupPlace;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import io.jdock.json.JsonWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * What one command leaves to the next about a container.
 *
 * @param bundle absolute
 * @param phase how far the commands have brought it; whether it still runs is not stored but looked at
 * @param process its first one; empty as long as it is not there
 * @param creator the command that creates it
 * @param owner user id of who created it
 * @param pivots as it was created with ({@link CreateOptions#pivots})
 * @param ownKeyring likewise
 * @param cgroup where its control groups are, if it has any
 */
record StoredContainer(
        String id,
        Path bundle,
        Phase phase,
        Optional<ProcessIdentity> process,
        ProcessIdentity creator,
        Instant created,
        long owner,
        boolean pivots,
        boolean ownKeyring,
        Optional<CgroupLocation> cgroup) {
    /** What was done last. */
    enum Phase {
        CREATING,
        CREATED,
        STARTED
    }

    StoredContainer with(Phase next, ProcessIdentity first) {
        return new StoredContainer(
                id, bundle, next, Optional.of(first), creator, created, owner, pivots, ownKeyring, cgroup);
    }

    StoredContainer with(Optional<CgroupLocation> made) {
        return new StoredContainer(id, bundle, phase, process, creator, created, owner, pivots, ownKeyring, made);
    }

    /** What of it concerns the plan, for whoever has to make that once more. */
    CreateOptions options() {
        return new CreateOptions(Optional.empty(), Optional.empty(), 0, 0, pivots, ownKeyring, Optional.empty());
    }

    // ---- JSON

    byte[] write() {
        return JsonWriter.compact(new JsonObject()
                .put("id", id)
                .put("bundle", bundle.toString())
                .put("phase", phase.name())
                .putObject("process", process.orElse(null), StoredContainer::json)
                .put("creator", json(creator))
                .put("created", created.toEpochMilli())
                .put("owner", owner)
                .put("pivots", pivots)
                .put("ownKeyring", ownKeyring)
                .putObject("cgroup", cgroup.orElse(null), StoredContainer::json));
    }

    private static JsonObject json(ProcessIdentity process) {
        return new JsonObject().put("pid", process.pid()).put("startTime", process.startTime());
    }

    private static JsonObject json(CgroupLocation location) {
        return new JsonObject()
                .put("places", JsonObject.list(location.places(), StoredContainer::json))
                .put("madeOnTheWay", JsonObject.list(location.madeOnTheWay(), Path::toString));
    }

    private static JsonObject json(CgroupPlace place) {
        return new JsonObject()
                .put("unified", place.unified())
                .put("controllers", place.controllers())
                .put("directory", place.directory().toString());
    }

    /**
     * What was written.
     *
     * @throws io.jdock.json.JsonException if it is something else
     */
    static StoredContainer read(byte[] document) {
        JsonValue json = JsonReader.read(document);
        return new StoredContainer(
                json.at("id").text(),
                Path.of(json.at("bundle").text()),
                Phase.valueOf(json.at("phase").text()),
                Optional.ofNullable(json.at("process").orNull(StoredContainer::process)),
                process(json.at("creator")),
                Instant.ofEpochMilli(json.at("created").int64()),
                json.at("owner").int64(),
                json.at("pivots").flag(),
                json.at("ownKeyring").flag(),
                Optional.ofNullable(json.at("cgroup").orNull(StoredContainer::location)));
    }

    private static ProcessIdentity process(JsonValue json) {
        return new ProcessIdentity(json.at("pid").int32(), json.at("startTime").int64());
    }

    private static CgroupLocation location(JsonValue json) {
        return new CgroupLocation(
                json.at("places").list(StoredContainer::place),
                json.at("madeOnTheWay").list(directory -> Path.of(directory.text())));
    }

    private static CgroupPlace place(JsonValue json) {
        return new CgroupPlace(
                json.at("unified").flag(),
                new LinkedHashSet<>(json.at("controllers").texts()),
                Path.of(json.at("directory").text()));
    }
}
