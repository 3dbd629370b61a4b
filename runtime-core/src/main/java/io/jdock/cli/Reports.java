package io.jdock.cli;

import io.jdock.container.ContainerReport;
import io.jdock.json.JsonObject;
import io.jdock.json.JsonWriter;
import io.jdock.oci.State;
import java.nio.charset.StandardCharsets;

/** Containers as JSON, in the words of the specification and of other runtimes. */
final class Reports {
    private Reports() {}

    /** The state as the specification has it (runtime.md, "State"), with what callers of other runtimes expect besides. */
    static JsonObject json(ContainerReport report) {
        State state = report.state();
        return new JsonObject()
                .put("ociVersion", state.ociVersion())
                .put("id", state.id())
                .put("pid", pid(report))
                .put("status", state.status().json())
                .put("bundle", state.bundle())
                .put("rootfs", report.rootfs().toString())
                .put("created", report.created().toString())
                .put("owner", report.owner())
                .put("annotations", state.annotations());
    }

    /** 0 where there is no process, since Go programs read a number. */
    static long pid(ContainerReport report) {
        Long pid = report.state().pid();
        return pid == null ? 0 : pid;
    }

    static String readable(JsonObject object) {
        return new String(JsonWriter.readable(object), StandardCharsets.UTF_8);
    }

    /** On one line: an object, or a list. */
    static String compact(Object value) {
        return new String(JsonWriter.compact(value), StandardCharsets.UTF_8);
    }
}
