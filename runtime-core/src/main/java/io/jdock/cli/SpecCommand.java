package io.jdock.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.host.Caller;
import io.jdock.host.HostProbe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spec}. */
@Command(name = "spec", description = "Writes a config.json to begin with.")
final class SpecCommand implements Callable<Integer> {
    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "<directory>",
            description = "Where to write it. Default: the working directory.")
    private Path bundle = Path.of("");

    @Option(names = "--rootless", description = "For a container that you run without root.")
    private boolean rootless;

    @Override
    public Integer call() throws IOException {
        ObjectNode document;
        try (InputStream example = SpecCommand.class.getResourceAsStream("config.json")) {
            document = (ObjectNode) new JsonMapper().readTree(Objects.requireNonNull(example, "config.json"));
        }
        if (rootless) {
            adapt(document, HostProbe.probe().caller());
        }
        Path file = bundle.resolve("config.json");
        try {
            Files.writeString(
                    file, document.toPrettyString() + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(file + " exists: remove it first", e);
        }
        return 0;
    }

    /** Without root there is a user namespace with one user, and no right to limit anything. */
    private static void adapt(ObjectNode document, Caller caller) {
        ObjectNode linux = (ObjectNode) document.required("linux");
        linux.remove("resources");
        ((ArrayNode) linux.required("namespaces")).addObject().put("type", "user");
        map(linux.putArray("uidMappings"), caller.uid());
        map(linux.putArray("gidMappings"), caller.gid());
        for (var mount : document.required("mounts")) {
            if (mount.path("type").asText().equals("devpts")) {
                ((ArrayNode) mount.required("options")).remove(5); // gid=5 is not mapped
            }
        }
    }

    private static void map(ArrayNode mappings, long id) {
        mappings.addObject().put("containerID", 0).put("hostID", id).put("size", 1);
    }
}
