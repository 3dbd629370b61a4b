package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words with two minus signs between an instruction's name and its arguments. */
final class Flags {
    private static final Set<String> REPEATABLE = Set.of("mount");

    /** Flags that Docker has and jdock does not, and why. */
    private static final Map<String, String> REFUSED = Map.of(
            "parents", "copy into a directory that you name",
            "exclude", "name what is not wanted in .dockerignore",
            "security", "a container of jdock never has all rights",
            "keep-git-dir", "no repository is fetched",
            "unpack", "ADD unpacks archives, COPY does not",
            "device", "a container of jdock has no devices of the machine");

    private final List<Flag> flags;
    private final int end;

    /** One of them; its value is empty if it has no equals sign. */
    record Flag(String name, Line.Token value, boolean valued) {}

    private Flags(List<Flag> flags, int end) {
        this.flags = flags;
        this.end = end;
    }

    /**
     * Reads the flags of an instruction.
     *
     * @param from where they begin, if there are any
     * @throws ImageException for one that the instruction does not have, or twice
     */
    static Flags read(Line line, int from, String instruction, Set<String> known) throws ImageException {
        List<Flag> flags = new ArrayList<>();
        int at = line.skipBlanks(from);
        while (line.text().startsWith("--", at)) {
            int end = at;
            while (end < line.text().length() && !Line.isBlank(line.text().charAt(end))) {
                end++;
            }
            String text = line.text().substring(at + 2, end);
            if (text.isEmpty()) {
                return new Flags(flags, line.skipBlanks(end)); // what follows is none, whatever it looks like
            }
            Flag flag = flag(text, at + 2);
            require(flag, flags, line.position(at), instruction, known);
            flags.add(flag);
            at = line.skipBlanks(end);
        }
        return new Flags(flags, at);
    }

    private static Flag flag(String text, int offset) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new Flag(text, new Line.Token("", offset + text.length()), false)
                : new Flag(
                        text.substring(0, equals),
                        new Line.Token(text.substring(equals + 1), offset + equals + 1),
                        true);
    }

    private static void require(Flag flag, List<Flag> before, Position position, String instruction, Set<String> known)
            throws ImageException {
        if (!known.contains(flag.name())) {
            String reason = REFUSED.get(flag.name());
            throw position.error(
                    instruction + " has no flag --" + flag.name() + (reason == null ? "" : " here"),
                    reason != null
                            ? reason
                            : known.isEmpty()
                                    ? null
                                    : "it has --"
                                            + String.join(
                                                    ", --",
                                                    known.stream().sorted().toList()));
        }
        boolean repeated = before.stream().anyMatch(other -> other.name().equals(flag.name()));
        if (repeated && !REPEATABLE.contains(flag.name())) {
            throw position.error("the flag --" + flag.name() + " is there twice", null);
        }
    }

    /** Where the arguments begin. */
    int end() {
        return end;
    }

    List<Flag> all(String name) {
        return flags.stream().filter(flag -> flag.name().equals(name)).toList();
    }

    /**
     * The value of a flag, if it is there.
     *
     * @throws ImageException if it has none
     */
    Optional<Word> value(Line line, String name) throws ImageException {
        for (Flag flag : all(name)) {
            if (flag.value().text().isEmpty()) {
                throw line.position(flag.value().offset())
                        .error("the flag --" + name + " needs a value", "write --" + name + "=VALUE");
            }
            return Optional.of(line.word(flag.value()));
        }
        return Optional.empty();
    }

    /** Whether a flag that says yes or no is there, and does not say no. */
    void requireBoolean(Line line, String name) throws ImageException {
        for (Flag flag : all(name)) {
            if (flag.valued() && !Set.of("true", "false").contains(flag.value().text())) {
                throw line.position(flag.value().offset())
                        .error(
                                "the flag --" + name + " is true or false, and not '"
                                        + flag.value().text() + "'",
                                null);
            }
        }
    }
}
