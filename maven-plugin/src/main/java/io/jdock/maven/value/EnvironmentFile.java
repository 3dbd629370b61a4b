package io.jdock.maven.value;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of environment variables as {@code docker run --env-file} reads it: no quotes, no escapes, no continuation. */
public final class EnvironmentFile {

    /**
     * Reads a file of UTF-8 text.
     *
     * @param own the environment from which a name without a value takes it, and is left out if there is none
     * @throws ParameterException if the file cannot be read, or a line has no name; the message has its number
     */
    public static Map<String, String> read(String parameter, Path file, Map<String, String> own)
            throws ParameterException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ParameterException(parameter, file + " cannot be read: " + e, e);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripLeading();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String name = equals < 0 ? line.stripTrailing() : line.substring(0, equals);
            if (name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) {
                throw new ParameterException(
                        parameter, file + ", line " + (i + 1) + ": '" + name + "' is no name of a variable");
            }
            if (equals >= 0) {
                variables.put(name, line.substring(equals + 1));
            } else if (own.containsKey(name)) {
                variables.put(name, own.get(name));
            }
        }
        return variables;
    }

    private EnvironmentFile() {}
}
