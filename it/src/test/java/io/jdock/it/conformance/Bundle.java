package io.jdock.it.conformance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A bundle whose root directory holds busybox and nothing else, and whose configuration a test changes as it likes. */
final class Bundle {
    static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    private static final List<String> PROGRAMS = List.of(
            "cat",
            "env",
            "grep",
            "head",
            "id",
            "ionice",
            "ls",
            "mkdir",
            "readlink",
            "sh",
            "sleep",
            "stat",
            "touch",
            "uname",
            "hostname");

    private static final String CONFIGURATION = """
            {
              "ociVersion": "1.0.2",
              "process": {
                "user": {"uid": 0, "gid": 0},
                "args": [],
                "env": ["PATH=/bin"],
                "cwd": "/"
              },
              "root": {"path": "rootfs"},
              "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
                {"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance", "ptmxmode=0666"]}
              ],
              "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, {"type": "uts"}]}
            }
            """;

    private final Path directory;
    private final ObjectNode configuration;

    private Bundle(Path directory, ObjectNode configuration) {
        this.directory = directory;
        this.configuration = configuration;
    }

    /** One whose process is a shell script. Without root it has a user namespace, where the caller is root. */
    static Bundle make(Path directory, String script) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("rootfs/bin"));
        Files.copy(BUSYBOX, bin.resolve("busybox"));
        for (String program : PROGRAMS) {
            Files.createSymbolicLink(bin.resolve(program), Path.of("busybox"));
        }
        Bundle bundle = new Bundle(directory, (ObjectNode) new JsonMapper().readTree(CONFIGURATION));
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
        if (uid != 0) {
            bundle.namespace("user");
            bundle.linux()
                    .putArray("uidMappings")
                    .addObject()
                    .put("containerID", 0)
                    .put("hostID", uid)
                    .put("size", 1);
            bundle.linux()
                    .putArray("gidMappings")
                    .addObject()
                    .put("containerID", 0)
                    .put("hostID", gid)
                    .put("size", 1);
        }
        return bundle.script(script);
    }

    Path directory() {
        return directory;
    }

    /** A file of the root file system, as the host sees it. */
    Path file(String name) {
        return directory.resolve("rootfs").resolve(name);
    }

    ObjectNode configuration() {
        return configuration;
    }

    ObjectNode process() {
        return configuration.withObject("/process");
    }

    ObjectNode linux() {
        return configuration.withObject("/linux");
    }

    Bundle script(String script) throws IOException {
        return with(bundle -> {
            ArrayNode arguments = bundle.process().putArray("args");
            List.of("sh", "-c", script).forEach(arguments::add);
        });
    }

    /** Changes the configuration and writes it. */
    Bundle with(Consumer<Bundle> change) throws IOException {
        change.accept(this);
        Files.writeString(directory.resolve("config.json"), configuration.toPrettyString());
        return this;
    }

    /** Adds a namespace and returns it. */
    ObjectNode namespace(String type) {
        return linux().withArray("namespaces").addObject().put("type", type);
    }

    /** Adds a mount and returns it. */
    ObjectNode mount(String destination, String type, String source, String... options) {
        ObjectNode mount = configuration
                .withArray("mounts")
                .addObject()
                .put("destination", destination)
                .put("type", type)
                .put("source", source);
        ArrayNode list = mount.putArray("options");
        List.of(options).forEach(list::add);
        return mount;
    }

    /**
     * Adds a hook that is a shell script and returns it. The script finds the state in {@code $state}: crun may be ended by
     * SIGPIPE if a hook does not read it.
     */
    ObjectNode hook(String name, String script) {
        ObjectNode hook = configuration.withArray("/hooks/" + name).addObject().put("path", "/bin/sh");
        hook.putArray("args").add("sh").add("-c").add("state=$(cat); " + script);
        hook.putArray("env").add("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
        return hook;
    }
}
