package io.jdock.maven.value;

import io.jdock.container.Volume;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Files and directories of this machine that the container sees too, such as {@code ./data:/data:ro}. */
public final class Volumes {
    /** As Docker names volumes. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private static final String NOTATION = "write source:target, or source:target:ro";

    /**
     * Reads a volume.
     *
     * @param text {@code source:target[:ro|:rw]}. A relative source, which begins with a dot, is meant from the
     *     project's directory; one that begins with {@code ~/}, from the home directory. A source alone is seen at the
     *     same path
     * @param baseDirectory the project's directory
     * @param homeDirectory the user's home directory
     * @param named where volumes are that have a name only, as {@code data} in {@code data:/data}
     * @throws ParameterException if the text is no volume
     */
    public static Volume parse(String parameter, String text, Path baseDirectory, Path homeDirectory, Path named)
            throws ParameterException {
        String[] parts = text.strip().split(":", -1);
        if (parts.length > 3) {
            throw ParameterException.of(parameter, text, "has more than three parts; " + NOTATION);
        }
        Path source = parts.length > 1 && NAME.matcher(parts[0]).matches()
                ? named.resolve(parts[0])
                : source(parameter, text, parts[0], baseDirectory, homeDirectory);
        String target = parts.length == 1 ? source.toString() : parts[1];
        if (!target.startsWith("/")) {
            throw ParameterException.of(
                    parameter, text, "has the target '" + target + "', which must be an absolute path; " + NOTATION);
        }
        return new Volume(
                source, Path.of(target).normalize(), parts.length == 3 && readOnly(parameter, text, parts[2]));
    }

    private static Path source(String parameter, String text, String source, Path base, Path home)
            throws ParameterException {
        if (source.isEmpty()) {
            throw ParameterException.of(parameter, text, "has no source; " + NOTATION);
        }
        if (!source.startsWith("/") && !source.startsWith(".") && !source.startsWith("~/")) {
            throw ParameterException.of(
                    parameter,
                    text,
                    "has neither a path nor a name of letters, digits, _, . and - before the colon; for a directory of"
                            + " the project write ./" + text);
        }
        try {
            Path path = source.startsWith("~/") ? home.resolve(source.substring(2)) : base.resolve(source);
            return path.toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new ParameterException(parameter, "'" + text + "' has a source that is no path", e);
        }
    }

    private static boolean readOnly(String parameter, String text, String mode) throws ParameterException {
        return switch (mode) {
            case "ro" -> true;
            case "rw" -> false;
            default ->
                throw ParameterException.of(
                        parameter, text, "ends in ':" + mode + "'; the only endings are :ro and :rw");
        };
    }

    private Volumes() {}
}
