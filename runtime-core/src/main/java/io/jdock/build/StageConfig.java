package io.jdock.build;

import io.jdock.image.dockerfile.ContextPath;
import io.jdock.image.dockerfile.Position;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an image says about how to run it, while a stage is built. Not safe for use by several threads. */
final class StageConfig {
    private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?");
    private static final int LAST_PORT = 65_535;
    private static final List<String> USUAL_SHELL = List.of("/bin/sh", "-c");

    private ImageConfig config;
    private boolean ownCmd;

    private StageConfig(ImageConfig config) {
        this.config = config;
    }

    /** Of an image without anything: only a search path, as Docker gives it. */
    static StageConfig ofNothing() {
        return new StageConfig(ImageConfig.builder()
                .env(List.of("PATH=" + ProcessSpec.DEFAULT_PATH))
                .workingDir("/")
                .build());
    }

    /** On top of an image, whose triggers are carried out and not inherited. */
    static StageConfig of(ImageConfig base) {
        return new StageConfig(base.toBuilder().onBuild(List.of()).build());
    }

    ImageConfig config() {
        return config;
    }

    List<String> shell() {
        return config.shell().isEmpty() ? USUAL_SHELL : config.shell();
    }

    /** Absolute, without a slash at its end. */
    String workingDirectory() {
        String directory = config.workingDir();
        return "/" + ContextPath.clean(directory == null ? "" : directory);
    }

    /** A path from the working directory on; it ends with a slash if it is a directory for sure. */
    String absolute(String path) {
        boolean directory = path.endsWith("/") || path.endsWith("/.") || path.equals(".") || path.endsWith("..");
        String clean = "/" + ContextPath.clean(path.startsWith("/") ? path : workingDirectory() + "/" + path);
        return directory && !clean.equals("/") ? clean + "/" : clean;
    }

    void workingDirectory(String path) {
        String absolute = "/" + ContextPath.clean(absolute(path));
        config = config.toBuilder().workingDir(absolute).build();
    }

    void environment(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>();
        config.env().forEach(variable -> all.put(variable.replaceAll("(?s)=.*", ""), variable));
        values.forEach((name, value) -> all.put(name, name + "=" + value));
        config = config.toBuilder().env(List.copyOf(all.values())).build();
    }

    void labels(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(config.labels());
        all.putAll(values);
        config = config.toBuilder().labels(all).build();
    }

    void cmd(List<String> words) {
        ownCmd = true;
        config = config.toBuilder().cmd(words).build();
    }

    /** The base's arguments were for the base's program. */
    void entrypoint(List<String> words) {
        config = config.toBuilder()
                .entrypoint(words)
                .cmd(ownCmd ? config.cmd() : List.of())
                .build();
    }

    void user(String user) {
        config = config.toBuilder().user(user).build();
    }

    /** Several numbers or ranges, with blanks between them. */
    void expose(String text, Position position) throws IOException {
        Set<String> all = new LinkedHashSet<>(config.exposedPorts());
        for (String port : text.strip().split("\\s+", -1)) {
            Matcher parts = PORTS.matcher(port);
            if (!parts.matches()) {
                throw position.error("'" + port + "' is no port", "write it as 8080, 53/udp or 8000-8010");
            }
            int first = Integer.parseInt(parts.group(1));
            int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
            if (first < 1 || last < first || last > LAST_PORT) {
                throw position.error("'" + port + "' is no port: they are 1 to " + LAST_PORT, null);
            }
            for (int number = first; number <= last; number++) {
                all.add(number + "/" + (parts.group(3) == null ? "tcp" : parts.group(3)));
            }
        }
        config = config.toBuilder().exposedPorts(all).build();
    }

    void volume(String path) {
        Set<String> all = new LinkedHashSet<>(config.volumes());
        all.add(path);
        config = config.toBuilder().volumes(all).build();
    }

    void stopSignal(String signal) {
        config = config.toBuilder().stopSignal(signal).build();
    }

    void healthCheck(Healthcheck check) {
        config = config.toBuilder().healthcheck(check).build();
    }

    void shell(List<String> words) {
        config = config.toBuilder().shell(words).build();
    }

    void onBuild(String instruction) {
        List<String> all = new ArrayList<>(config.onBuild());
        all.add(instruction);
        config = config.toBuilder().onBuild(all).build();
    }
}
