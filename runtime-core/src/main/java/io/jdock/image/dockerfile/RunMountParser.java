package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the value of a {@code --mount}: keys and values, with commas between them. */
final class RunMountParser {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([kmg]?)b?", Pattern.CASE_INSENSITIVE);
    private static final int MODE_OF_CACHE = 0755;
    private static final String SECRETS = "/run/secrets/";

    private static final Map<String, String> OTHER_NAMES =
            Map.of("dst", "target", "destination", "target", "src", "source", "ro", "readonly", "rw", "readwrite");

    private final Line line;
    private final Line.Token value;
    private final Map<String, Line.Token> settings = new HashMap<>();

    RunMountParser(Line line, Line.Token value) {
        this.line = line;
        this.value = value;
    }

    RunMount parse() throws ImageException {
        split();
        Line.Token type = settings.getOrDefault("type", new Line.Token("bind", value.offset()));
        return switch (type.text()) {
            case "bind" -> bind();
            case "cache" -> cache();
            case "tmpfs" -> memory();
            case "secret" -> secret();
            case "ssh" ->
                throw position(type)
                        .error(
                                "jdock has no mounts of type ssh",
                                "let Maven fetch what needs a key, and copy it into the image");
            default ->
                throw position(type)
                        .error("'" + type.text() + "' is no type of a mount", "it is bind, cache, secret or tmpfs");
        };
    }

    private void split() throws ImageException {
        int at = 0;
        while (at <= value.text().length()) {
            int comma = value.text().indexOf(',', at);
            int end = comma < 0 ? value.text().length() : comma;
            String part = value.text().substring(at, end);
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
            Line.Token setting = new Line.Token(
                    equals < 0 ? "true" : part.substring(equals + 1), value.offset() + at + Math.max(0, equals + 1));
            if (settings.put(OTHER_NAMES.getOrDefault(name, name), setting) != null) {
                throw position(setting).error("'" + name + "' of the mount is there twice", null);
            }
            at = end + 1;
        }
    }

    private RunMount bind() throws ImageException {
        requireKnown("bind", Set.of("type", "target", "source", "from", "readonly", "readwrite"));
        Line.Token writable = settings.get("readwrite");
        if (writable != null && isTrue(writable)) {
            throw position(writable)
                    .error("what is mounted from elsewhere can only be read", "copy it, to change the copy");
        }
        return new RunMount.Bind(
                position(value),
                target(),
                word("source").orElse(new Word("", position(value), line.escape())),
                word("from"));
    }

    private RunMount cache() throws ImageException {
        requireKnown("cache", Set.of("type", "id", "target", "sharing", "readonly", "readwrite", "mode", "uid", "gid"));
        Line.Token sharing = settings.getOrDefault("sharing", new Line.Token("shared", value.offset()));
        if (!Set.of("shared", "private", "locked").contains(sharing.text())) {
            throw position(sharing)
                    .error("'" + sharing.text() + "' is no sharing of a cache", "it is shared, private or locked");
        }
        Line.Token readOnly = settings.get("readonly");
        return new RunMount.Cache(
                position(value),
                target(),
                word("id"),
                !sharing.text().equals("shared"),
                readOnly != null && isTrue(readOnly),
                mode());
    }

    private RunMount secret() throws ImageException {
        requireKnown("secret", Set.of("type", "id", "target", "env", "required", "mode", "uid", "gid"));
        Optional<Word> given = word("target").filter(word -> !word.raw().isEmpty());
        Line.@Nullable Token named = settings.get("id");
        String id = named != null
                ? named.text()
                : given.map(word -> word.raw().substring(word.raw().lastIndexOf('/') + 1))
                        .orElse("");
        if (id.isEmpty()) {
            throw position(value).error("the secret has no id", "add id=NAME");
        }
        Line.@Nullable Token required = settings.get("required");
        Optional<Word> variable = word("env");
        return new RunMount.Secret(
                position(value),
                given.orElse(new Word(SECRETS + id, position(value), line.escape())),
                new Word(id, position(value), line.escape()),
                given.isPresent() || variable.isEmpty(),
                variable,
                required != null && isTrue(required));
    }

    private RunMount memory() throws ImageException {
        requireKnown("tmpfs", Set.of("type", "target", "size"));
        return new RunMount.Memory(position(value), target(), size());
    }

    private void requireKnown(String type, Set<String> known) throws ImageException {
        for (Map.Entry<String, Line.Token> setting : settings.entrySet()) {
            if (!known.contains(setting.getKey())) {
                throw position(setting.getValue())
                        .error("a mount of type " + type + " has no '" + setting.getKey() + "'", null);
            }
        }
    }

    private Word target() throws ImageException {
        return word("target")
                .filter(word -> !word.raw().isEmpty())
                .orElseThrow(() -> position(value).error("the mount has no target", "add target=PATH"));
    }

    private Optional<Word> word(String name) {
        return Optional.ofNullable(settings.get(name)).map(line::word);
    }

    private boolean isTrue(Line.Token setting) throws ImageException {
        return switch (setting.text()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw position(setting).error("it is true or false, and not '" + setting.text() + "'", null);
        };
    }

    private int mode() throws ImageException {
        Line.Token mode = settings.get("mode");
        if (mode == null) {
            return MODE_OF_CACHE;
        }
        if (!mode.text().matches("[0-7]{1,4}")) {
            throw position(mode).error("'" + mode.text() + "' is no mode, which is octal, as 0755", null);
        }
        return Integer.parseInt(mode.text(), 8);
    }

    private OptionalLong size() throws ImageException {
        Line.@Nullable Token size = settings.get("size");
        if (size == null) {
            return OptionalLong.empty();
        }
        Matcher parts = SIZE.matcher(size.text());
        if (!parts.matches()) {
            throw position(size).error("'" + size.text() + "' is no size, which is a number, as 64m", null);
        }
        int shift = switch (parts.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(parts.group(1));
        if (number == 0 || number > Long.MAX_VALUE >> shift) {
            throw position(size).error("'" + size.text() + "' is no size that memory can have", null);
        }
        return OptionalLong.of(number << shift);
    }

    private Position position(Line.Token token) {
        return line.position(token.offset());
    }
}
