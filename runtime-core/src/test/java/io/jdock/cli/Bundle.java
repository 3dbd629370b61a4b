package io.jdock.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.host.HostProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A bundle whose root directory holds busybox and nothing else, for whoever runs the test. */
final class Bundle {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final List<String> PROGRAMS = List.of(
            "sh",
            "cat",
            "dd",
            "echo",
            "env",
            "grep",
            "hostname",
            "id",
            "kill",
            "ls",
            "mkdir",
            "ps",
            "sleep",
            "stat",
            "stty",
            "true",
            "tty",
            "wc");

    private final Path directory;
    private final ObjectNode configuration;

    private Bundle(Path directory, ObjectNode configuration) {
        this.directory = directory;
        this.configuration = configuration;
    }

    /** One whose process is a shell script. */
    static Bundle make(Path directory, String script) throws IOException {
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        Path root = makeRoot(directory);
        Files.createDirectories(root.resolve("shared"));
        boolean rootless = !HostProbe.probe().caller().canMapAnyId();
        StringWriter said = new StringWriter();
        String[] command = rootless
                ? new String[] {"spec", "--rootless", "--bundle", directory.toString()}
                : new String[] {"spec", "--bundle", directory.toString()};
        if (Main.run(command, new PrintWriter(said), new PrintWriter(said)) != 0) {
            throw new AssertionError(said.toString());
        }
        Path file = directory.resolve("config.json");
        ObjectNode configuration = (ObjectNode) new JsonMapper().readTree(Files.readAllBytes(file));
        Bundle bundle = new Bundle(directory, configuration);
        return bundle.with(document -> {
            ((ObjectNode) document.required("process")).put("terminal", false);
            ((ObjectNode) document.required("root")).put("readonly", false);
            withoutResource(document);
            bundle.process("sh", "-c", script);
        });
    }

    /** What takes control groups is for tests of their own. */
    private static void withoutResource(ObjectNode document) {
        ((ObjectNode) document.required("linux")).remove("resources");
    }

    private static Path makeRoot(Path directory) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("rootfs/bin"));
        Files.copy(BUSYBOX, bin.resolve("busybox"));
        for (String program : PROGRAMS) {
            Files.createSymbolicLink(bin.resolve(program), Path.of("busybox"));
        }
        return directory.resolve("rootfs");
    }

    Path directory() {
        return directory;
    }

    Path root() {
        return directory.resolve("rootfs");
    }

    /** Changes the configuration. */
    Bundle with(Consumer<ObjectNode> change) throws IOException {
        change.accept(configuration);
        Files.writeString(directory.resolve("config.json"), configuration.toPrettyString());
        return this;
    }

    ObjectNode process() {
        return (ObjectNode) configuration.required("process");
    }

    private void process(String... arguments) {
        ArrayNode list = process().putArray("args");
        List.of(arguments).forEach(list::add);
    }

    Bundle command(String... arguments) throws IOException {
        return with(document -> process(arguments));
    }

    /** A hook that is a shell script on the host. */
    Bundle hook(String name, String script) throws IOException {
        return hook(name, "/bin/sh", script);
    }

    Bundle hook(String name, String shell, String script) throws IOException {
        return with(document -> {
            ObjectNode hooks = document.has("hooks") ? (ObjectNode) document.get("hooks") : document.putObject("hooks");
            ArrayNode list = hooks.has(name) ? (ArrayNode) hooks.get(name) : hooks.putArray(name);
            ObjectNode hook = list.addObject().put("path", shell);
            hook.putArray("args").add("sh").add("-c").add(script);
            hook.putArray("env").add("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
        });
    }
}
