package io.jdock.eclipse.core;

import io.jdock.container.ByteSize;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Limits;
import io.jdock.container.NetworkMember;
import io.jdock.container.NetworkMode;
import io.jdock.container.PublishedPort;
import io.jdock.container.SeccompChoice;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import io.jdock.image.ImageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.osgi.util.NLS;

/** Makes sense of what a user typed. The notations are those of the Maven plug-in's parameters of the same names. */
final class IsolationReader {
    private static final String WITHOUT = "-";
    private static final Pattern USER = Pattern.compile("([0-9]{1,10})(?::([0-9]{1,10}))?");

    private final ContainerSettings settings;
    private final Path base;

    IsolationReader(ContainerSettings settings, Path base) {
        this.settings = settings;
        this.base = base;
    }

    Isolation read(String name) throws SettingException {
        return new Isolation(
                source(),
                location(),
                network(),
                member(name),
                ports(),
                volumes(),
                environment(),
                limits(),
                flag(Setting.READ_ONLY),
                user(),
                rights(),
                flag(Setting.MEASURED));
    }

    List<SettingException> problems() {
        List<SettingException> problems = new ArrayList<>();
        List<Reading> readings = List.of(
                this::source,
                this::location,
                () -> member(""),
                this::ports,
                this::volumes,
                this::environment,
                this::memory,
                this::cpus,
                this::pids,
                this::user,
                this::capabilities,
                this::seccomp);
        for (Reading reading : readings) {
            try {
                reading.read();
            } catch (SettingException e) {
                problems.add(e);
            }
        }
        return List.copyOf(problems);
    }

    /** Of one value, which nobody looks at. */
    private interface Reading {
        Object read() throws SettingException;
    }

    private Setting.Source source() throws SettingException {
        String text = settings.get(Setting.SOURCE);
        for (Setting.Source source : Setting.Source.values()) {
            if (source.value().equals(text)) {
                return source;
            }
        }
        throw problem(Setting.SOURCE, Messages.IsolationReader_source, text);
    }

    private String location() throws SettingException {
        String text = settings.get(Setting.LOCATION).strip();
        switch (source()) {
            case HOST -> {
                return "";
            }
            case DIRECTORY -> {
                if (!text.startsWith("/") || !Files.isDirectory(path(Setting.LOCATION, text))) {
                    throw problem(Setting.LOCATION, Messages.IsolationReader_directory, text);
                }
            }
            case IMAGE -> {
                Optional<ImageFile> file = ImageFile.parse(text);
                if (file.isEmpty()) {
                    requireImageName(text);
                } else if (!Files.exists(path(Setting.LOCATION, file.get().path()))) {
                    throw problem(
                            Setting.LOCATION,
                            Messages.IsolationReader_imageMissing,
                            file.get().path());
                }
            }
        }
        return text;
    }

    private static void requireImageName(String text) throws SettingException {
        if (ImageFile.isMeant(text)) {
            throw problem(Setting.LOCATION, Messages.IsolationReader_image, text, Messages.IsolationReader_relative);
        }
        try {
            ImageName.parse(text);
        } catch (ImageException e) {
            throw problem(Setting.LOCATION, Messages.IsolationReader_image, text, e.problem());
        }
    }

    private NetworkMode network() {
        return switch (settings.get(Setting.NETWORK)) {
            case "none" -> NetworkMode.NONE;
            case "private" -> NetworkMode.PRIVATE;
            case "host" -> NetworkMode.HOST;
            default -> NetworkMode.NAMED;
        };
    }

    private Optional<NetworkMember> member(String name) throws SettingException {
        if (network() != NetworkMode.NAMED) {
            return Optional.empty();
        }
        String network = settings.get(Setting.NETWORK).strip();
        String alias =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        try {
            return Optional.of(new NetworkMember(network, NetworkMember.isAlias(alias) ? List.of(alias) : List.of()));
        } catch (IllegalArgumentException e) {
            throw new SettingException(Setting.NETWORK, NLS.bind(Messages.IsolationReader_network, network), e);
        }
    }

    private List<PublishedPort> ports() throws SettingException {
        List<PublishedPort> ports = new ArrayList<>();
        for (String line : settings.lines(Setting.PORTS)) {
            try {
                ports.addAll(PublishedPort.parse(line));
            } catch (IllegalArgumentException e) {
                throw new SettingException(Setting.PORTS, withoutField(e.getMessage()), e);
            }
        }
        if (!ports.isEmpty() && settings.get(Setting.NETWORK).equals("host")) {
            throw problem(Setting.PORTS, Messages.IsolationReader_portsOfHost, "");
        }
        return ports;
    }

    private List<Volume> volumes() throws SettingException {
        Map<Path, Volume> volumes = new LinkedHashMap<>();
        for (String line : settings.lines(Setting.VOLUMES)) {
            Volume volume = volume(line);
            if (volumes.put(volume.target(), volume) != null) {
                throw problem(Setting.VOLUMES, Messages.IsolationReader_volumeTwice, volume.target());
            }
        }
        return List.copyOf(volumes.values());
    }

    private Volume volume(String text) throws SettingException {
        String[] parts = text.split(":", -1);
        boolean readOnly = parts.length == 3 && parts[2].equals("ro");
        if (parts.length > 3 || parts[0].isEmpty() || parts.length == 3 && !readOnly && !parts[2].equals("rw")) {
            throw problem(Setting.VOLUMES, Messages.IsolationReader_volume, text);
        }
        Path source = volumeSource(parts[0]);
        Path target =
                parts.length == 1 ? source : path(Setting.VOLUMES, parts[1]).normalize();
        if (!target.isAbsolute() || target.getNameCount() == 0) {
            throw problem(Setting.VOLUMES, Messages.IsolationReader_volumeTarget, text);
        }
        return new Volume(source, target, readOnly);
    }

    /** What is meant from the working directory is known to be there only when the launch begins. */
    private Path volumeSource(String text) throws SettingException {
        boolean ofHome = text.startsWith("~/");
        if (!ofHome && !text.startsWith("/") && !text.startsWith(".")) {
            throw problem(Setting.VOLUMES, Messages.IsolationReader_volumeName, text);
        }
        Path path = ofHome
                ? Path.of(System.getProperty("user.home")).resolve(text.substring(2))
                : base.resolve(path(Setting.VOLUMES, text));
        if (!text.startsWith(".") && !Files.exists(path)) {
            throw problem(Setting.VOLUMES, Messages.IsolationReader_volumeMissing, path);
        }
        return path.normalize();
    }

    private Map<String, String> environment() throws SettingException {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String line : settings.lines(Setting.ENVIRONMENT)) {
            int end = line.indexOf('=');
            if (end < 1) {
                throw problem(Setting.ENVIRONMENT, Messages.IsolationReader_variable, line);
            }
            environment.put(line.substring(0, end), line.substring(end + 1));
        }
        return environment;
    }

    private Limits limits() throws SettingException {
        return new Limits(memory(), OptionalLong.empty(), OptionalLong.empty(), cpus(), Optional.empty(), pids());
    }

    private OptionalLong memory() throws SettingException {
        String text = settings.get(Setting.MEMORY).strip();
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(ByteSize.parse(text));
        } catch (IllegalArgumentException e) {
            throw problem(Setting.MEMORY, Messages.IsolationReader_memory, text);
        }
    }

    private OptionalDouble cpus() throws SettingException {
        String text = settings.get(Setting.CPUS).strip();
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?") || Double.parseDouble(text) <= 0) {
            throw problem(Setting.CPUS, Messages.IsolationReader_cpus, text);
        }
        return OptionalDouble.of(Double.parseDouble(text));
    }

    private OptionalLong pids() throws SettingException {
        String text = settings.get(Setting.PIDS).strip();
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw problem(Setting.PIDS, Messages.IsolationReader_pids, text);
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private Optional<UserChoice> user() throws SettingException {
        String text = settings.get(Setting.USER).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher ids = USER.matcher(text);
        try {
            if (ids.matches()) {
                long uid = Long.parseLong(ids.group(1));
                return Optional.of(
                        new UserChoice(uid, ids.group(2) == null ? uid : Long.parseLong(ids.group(2)), List.of()));
            }
        } catch (IllegalArgumentException e) {
            throw new SettingException(Setting.USER, NLS.bind(Messages.IsolationReader_user, text), e);
        }
        throw problem(Setting.USER, Messages.IsolationReader_user, text);
    }

    private Rights rights() throws SettingException {
        List<String> words = capabilities();
        return new Rights(added(words), dropped(words), seccomp());
    }

    /** Of the words for capabilities, those of capabilities to add. */
    static List<String> added(List<String> words) {
        return words.stream().filter(word -> !word.startsWith(WITHOUT)).toList();
    }

    /** Of the words for capabilities, those of capabilities to take, without the sign. */
    static List<String> dropped(List<String> words) {
        return words.stream()
                .filter(word -> word.startsWith(WITHOUT))
                .map(word -> word.substring(1))
                .toList();
    }

    private List<String> capabilities() throws SettingException {
        List<String> words = settings.words(Setting.CAPABILITIES);
        for (String word : words) {
            if (!ContainerSpec.isCapability(word.startsWith(WITHOUT) ? word.substring(1) : word)) {
                throw problem(Setting.CAPABILITIES, Messages.IsolationReader_capability, word);
            }
        }
        return words;
    }

    private SeccompChoice seccomp() throws SettingException {
        String text = settings.get(Setting.SECCOMP).strip();
        if (text.isEmpty()) {
            return new SeccompChoice.Default();
        }
        if (text.equals("unconfined")) {
            return new SeccompChoice.Unconfined();
        }
        Path file = path(Setting.SECCOMP, text);
        if (!file.isAbsolute() || !Files.isRegularFile(file)) {
            throw problem(Setting.SECCOMP, Messages.IsolationReader_seccomp, text);
        }
        return new SeccompChoice.Profile(file);
    }

    private boolean flag(Setting setting) {
        return Boolean.parseBoolean(settings.get(setting));
    }

    private static Path path(Setting setting, String text) throws SettingException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SettingException(setting, NLS.bind(Messages.IsolationReader_path, text), e);
        }
    }

    private static SettingException problem(Setting setting, String message, Object... values) {
        return new SettingException(setting, NLS.bind(message, values));
    }

    /** The engine's messages begin with the field of its own, which nobody sees here. */
    private static String withoutField(String message) {
        return message.substring(message.indexOf(": ") + 2);
    }
}
