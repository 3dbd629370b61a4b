package io.jdock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.container.ContainerReport;
import io.jdock.oci.State;

/** Containers as JSON, in the words of the specification and of other runtimes. */
final class Reports {
    private Reports() {}

    /** The state as the specification has it (runtime.md, "State"), with what callers of other runtimes expect besides. */
    static ObjectNode json(ContainerReport report) {
        State state = report.state();
        ObjectNode node = new JsonMapper().createObjectNode();
        node.put("ociVersion", state.ociVersion());
        node.put("id", state.id());
        node.put("pid", pid(report));
        node.put("status", state.status().json());
        node.put("bundle", state.bundle());
        node.put("rootfs", report.rootfs().toString());
        node.put("created", report.created().toString());
        node.put("owner", report.owner());
        ObjectNode annotations = node.putObject("annotations");
        state.annotations().forEach(annotations::put);
        return node;
    }

    /** 0 where there is no process, since Go programs read a number. */
    static long pid(ContainerReport report) {
        Long pid = report.state().pid();
        return pid == null ? 0 : pid;
    }

    static String readable(JsonNode node) {
        return node.toPrettyString();
    }

    static String compact(JsonNode node) {
        try {
            return new JsonMapper().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree in memory can be written", e);
        }
    }
}
