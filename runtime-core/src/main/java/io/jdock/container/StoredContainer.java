package io.jdock.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.cgroup.CgroupLocation;
import io.jdock.cgroup.CgroupPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one command leaves to the next about a container.
 *
 * @param bundle absolute
 * @param phase how far the commands have brought it; whether it still runs is not stored but looked at
 * @param process its first one; empty as long as it is not there
 * @param creator the command that creates it
 * @param owner user id of who created it
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
        Optional<CgroupLocation> cgroup) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** What was done last. */
    enum Phase {
        CREATING,
        CREATED,
        STARTED
    }

    StoredContainer with(Phase next, ProcessIdentity first) {
        return new StoredContainer(id, bundle, next, Optional.of(first), creator, created, owner, cgroup);
    }

    StoredContainer with(Optional<CgroupLocation> made) {
        return new StoredContainer(id, bundle, phase, process, creator, created, owner, made);
    }

    // ---- JSON

    byte[] write() throws IOException {
        ObjectNode document = MAPPER.createObjectNode();
        document.put("id", id);
        document.put("bundle", bundle.toString());
        document.put("phase", phase.name());
        process.ifPresent(first -> document.set("process", write(first)));
        document.set("creator", write(creator));
        document.put("created", created.toString());
        document.put("owner", owner);
        cgroup.ifPresent(location -> {
            ObjectNode node = document.putObject("cgroup");
            ArrayNode places = node.putArray("places");
            location.places().forEach(place -> write(places.addObject(), place));
            ArrayNode made = node.putArray("madeOnTheWay");
            location.madeOnTheWay().forEach(directory -> made.add(directory.toString()));
        });
        return MAPPER.writeValueAsBytes(document);
    }

    private static ObjectNode write(ProcessIdentity process) {
        return MAPPER.createObjectNode().put("pid", process.pid()).put("startTime", process.startTime());
    }

    private static void write(ObjectNode node, CgroupPlace place) {
        node.put("unified", place.unified());
        ArrayNode controllers = node.putArray("controllers");
        place.controllers().forEach(controllers::add);
        node.put("directory", place.directory().toString());
    }

    static StoredContainer read(byte[] json) throws IOException {
        JsonNode document = MAPPER.readTree(json);
        return new StoredContainer(
                document.required("id").textValue(),
                Path.of(document.required("bundle").textValue()),
                Phase.valueOf(document.required("phase").textValue()),
                Optional.ofNullable(document.get("process")).map(StoredContainer::process),
                process(document.required("creator")),
                Instant.parse(document.required("created").textValue()),
                document.required("owner").longValue(),
                Optional.ofNullable(document.get("cgroup")).map(StoredContainer::location));
    }

    private static ProcessIdentity process(JsonNode node) {
        return new ProcessIdentity(
                node.required("pid").intValue(), node.required("startTime").longValue());
    }

    private static CgroupLocation location(JsonNode node) {
        List<CgroupPlace> places = new ArrayList<>();
        for (JsonNode place : node.required("places")) {
            Set<String> controllers = new LinkedHashSet<>();
            place.required("controllers").forEach(controller -> controllers.add(controller.textValue()));
            places.add(new CgroupPlace(
                    place.required("unified").booleanValue(),
                    controllers,
                    Path.of(place.required("directory").textValue())));
        }
        List<Path> made = new ArrayList<>();
        node.required("madeOnTheWay").forEach(directory -> made.add(Path.of(directory.textValue())));
        return new CgroupLocation(places, made);
    }
}
