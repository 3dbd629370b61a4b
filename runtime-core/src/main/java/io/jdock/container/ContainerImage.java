package io.jdock.container;

import io.jdock.image.ImageException;
import io.jdock.image.LayerFiles;
import io.jdock.image.LocalImage;
import io.jdock.kernel.Signal;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image whose layers are unpacked for this machine's containers, and what it says about how to run it (image-spec,
 * config.md).
 */
public final class ContainerImage {
    private static final List<String> ROOT = List.of("", "root", "0", "root:root", "0:0", "root:0", "0:root");

    /** In place of an id. */
    private static final long NONE = -1;

    private static final int MAX_DIGITS = 10;

    private final String name;
    private final LocalImage content;
    private final Unpacking unpacking;
    private final boolean asRoot;
    private final RootFileSystem.Layers root;
    private final ImageConfig config;
    private final LayerFiles files;
    private final boolean groups;

    /**
     * @param name for errors
     * @param content of the store
     * @param unpacking of the layers
     * @param groups whether containers can have groups other than the user's own
     */
    ContainerImage(String name, LocalImage content, Unpacking unpacking, boolean groups) throws IOException {
        this.name = name;
        this.content = content;
        this.unpacking = unpacking;
        this.asRoot = runsAsRoot(content);
        this.root = unpacking.layers(asRoot);
        this.config = content.configuration().config();
        this.files = new LayerFiles(root.directories());
        this.groups = groups;
    }

    /** Gives the layers as directories, unpacked now if they were not before. */
    interface Unpacking {
        /**
         * From the lowest to the topmost.
         *
         * @param asRoot whether the application is the image's root
         */
        RootFileSystem.Layers layers(boolean asRoot) throws IOException;
    }

    /** Whether the image says that its application is root, as far as that is known without its files. */
    static boolean runsAsRoot(LocalImage image) {
        String user = image.configuration().config().user();
        return user == null || ROOT.contains(user);
    }

    /** For errors: what the image was asked for by. */
    public String name() {
        return name;
    }

    /** The image in the store. */
    public LocalImage content() {
        return content;
    }

    /** What the container sees as {@code /} if its application is who the image says. */
    public RootFileSystem.Layers root() throws IOException {
        return root(user());
    }

    /** What the container sees as {@code /} if its application is somebody, on whom it may depend whom the files belong to. */
    public RootFileSystem.Layers root(UserChoice user) throws IOException {
        boolean wanted = user.uid() == 0 && user.gid() == 0;
        return wanted == asRoot ? root : unpacking.layers(wanted);
    }

    /** The image's own settings. */
    public ImageConfig config() {
        return config;
    }

    /** Puts root, environment, working directory, user and stop signal of the image into a specification that is being built. */
    public void applyTo(ContainerSpec.Builder spec) throws IOException {
        applyTo(spec, user());
    }

    /** The same with another user than the image's. */
    public void applyTo(ContainerSpec.Builder spec, UserChoice user) throws IOException {
        Optional<Signal> signal = stopSignal();
        if (signal.isPresent()) {
            spec.stopSignal(signal.get());
        }
        spec.root(root(user)).user(user).environment(environment()).workingDirectory(workingDirectory());
    }

    /** The image's variables, and a search path if it has none. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", ProcessSpec.DEFAULT_PATH);
        environment.putAll(config.environment());
        return environment;
    }

    /**
     * What the image's program is asked to end by.
     *
     * @throws ImageException if there is no such signal
     */
    public Optional<Signal> stopSignal() throws ImageException {
        String text = config.stopSignal();
        if (text == null) {
            return Optional.empty();
        }
        Optional<Signal> signal = Signal.named(text);
        if (signal.isEmpty()) {
            throw new ImageException(name, "its STOPSIGNAL is '" + text + "', which is no signal", null);
        }
        return signal;
    }

    /**
     * The ports that the image's program listens on, each to be reached by a free one of this machine.
     *
     * @throws ImageException if one is no port of TCP or UDP
     */
    public List<PublishedPort> exposedPorts() throws ImageException {
        List<PublishedPort> ports = new ArrayList<>();
        for (String text : config.exposedPorts()) {
            try {
                ports.addAll(PublishedPort.parse(text));
            } catch (IllegalArgumentException e) {
                throw new ImageException(name, "it has EXPOSE " + text + ": " + e.getMessage(), null, e);
            }
        }
        return ports;
    }

    /** The directories of data that the image names, as absolute paths. */
    public List<Path> volumes() {
        List<Path> volumes = new ArrayList<>();
        for (String text : config.volumes()) {
            Path volume = Path.of("/").resolve(text).normalize();
            if (volume.getNameCount() > 0) {
                volumes.add(volume);
            }
        }
        return volumes;
    }

    /** What tells whether the image's program works, with Docker's times where the image says none; empty if nothing does. */
    public Optional<HealthCheck> healthCheck() {
        Healthcheck check = config.healthcheck();
        if (check == null || !check.isCheck()) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>();
        if (check.test().get(0).equals("CMD-SHELL")) {
            command.addAll(config.shell().isEmpty() ? List.of("/bin/sh", "-c") : config.shell());
        }
        command.addAll(check.test().subList(1, check.test().size()));
        HealthCheck usual = HealthCheck.of(command.toArray(new String[0]));
        return Optional.of(new HealthCheck(
                usual.command(),
                nanosOr(check.interval(), usual.interval()),
                nanosOr(check.timeout(), usual.timeout()),
                check.retries() == 0 ? usual.retries() : check.retries(),
                nanosOr(check.startPeriod(), usual.startPeriod()),
                nanosOr(check.startInterval(), usual.startInterval())));
    }

    private static Duration nanosOr(long nanos, Duration usual) {
        return nanos == 0 ? usual : Duration.ofNanos(nanos);
    }

    /** Where the application starts. */
    public Path workingDirectory() {
        String directory = config.workingDir();
        return directory == null
                ? Path.of("/")
                : Path.of("/").resolve(directory).normalize();
    }

    /** The image's own program with its arguments; {@code arguments}, if there are any, take the place of its own ones. */
    public List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(config.entrypoint());
        command.addAll(arguments.isEmpty() ? config.cmd() : arguments);
        return command;
    }

    /** Whether a program is found by the image's search path. */
    public boolean hasProgram(String program) throws IOException {
        for (String directory : String.valueOf(environment().get("PATH")).split(":", -1)) {
            if (directory.startsWith("/") && files.has(directory + "/" + program)) {
                return true;
            }
        }
        return false;
    }

    // ---- users

    /** Who the image's application is. */
    public UserChoice user() throws IOException {
        String user = config.user();
        return user == null ? UserChoice.ROOT : user(user);
    }

    /**
     * A user as Docker reads one: name or number, and after a colon possibly the group. Names are looked up in the image, and
     * numbers too, for the group.
     *
     * @throws ImageException if the image does not know a name
     */
    public UserChoice user(String text) throws IOException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        @Nullable String group = colon < 0 ? null : text.substring(colon + 1);
        String @Nullable [] entry = find(files.table("/etc/passwd", 4), user);
        long uid = id(entry, user);
        if (uid == NONE) {
            throw unknown("user", user, "/etc/passwd");
        }
        if (group != null) {
            long gid = id(find(files.table("/etc/group", 3), group), group);
            if (gid == NONE) {
                throw unknown("group", group, "/etc/group");
            }
            return new UserChoice(uid, gid, List.of());
        }
        if (entry == null) {
            return new UserChoice(uid, 0, List.of());
        }
        long gid = Math.max(0, number(entry[3]));
        List<Long> more = groups ? groupsOf(entry[0], files.table("/etc/group", 3), gid) : List.of();
        return new UserChoice(uid, gid, more);
    }

    private ImageException unknown(String what, String text, String file) {
        return new ImageException(
                name,
                "it wants to run as the " + what + " '" + text + "', which is not in its " + file,
                "give a number");
    }

    private static List<Long> groupsOf(String user, List<String[]> table, long primary) {
        List<Long> groups = new ArrayList<>();
        for (String[] fields : table) {
            if (fields.length > 3 && List.of(fields[3].split(",", -1)).contains(user)) {
                long gid = number(fields[2]);
                if (gid != NONE && gid != primary && !groups.contains(gid)) {
                    groups.add(gid);
                }
            }
        }
        return groups;
    }

    /** Names go before numbers, as in Docker. */
    private static String @Nullable [] find(List<String[]> table, String text) {
        String[] entry = find(table, text, 0);
        return entry != null ? entry : find(table, text, 2);
    }

    private static String @Nullable [] find(List<String[]> table, String text, int field) {
        for (String[] fields : table) {
            if (fields[field].equals(text)) {
                return fields;
            }
        }
        return null;
    }

    /** That of an entry, or else the one that a text is. */
    private static long id(String @Nullable [] entry, String text) {
        long id = entry == null ? NONE : number(entry[2]);
        return id == NONE ? number(text) : id;
    }

    /** A number of up to ten digits. */
    private static long number(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return NONE;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return NONE;
            }
        }
        return Long.parseLong(text);
    }
}
