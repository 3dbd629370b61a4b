package io.jdock.maven.value;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An empty file system in memory, which vanishes with the container.
 *
 * @param target absolute path in the container
 * @param size its limit in bytes; empty for the kernel's default, half of the memory
 * @param mode permission bits of its top directory; empty for 1777, which lets everybody write
 */
public record Tmpfs(String target, OptionalLong size, OptionalInt mode) {
    /**
     * Reads the values of a list.
     *
     * @param texts each {@code target[:size=64m][,mode=0700]}. An element without a leading slash carries on the options
     *     of the one before it, because Maven splits a list on the command line at its commas
     * @throws ParameterException if a text is no such file system
     */
    public static List<Tmpfs> parseAll(String parameter, List<String> texts) throws ParameterException {
        List<String> joined = new ArrayList<>();
        for (String text : texts) {
            boolean carriesOn = !text.strip().startsWith("/") && !joined.isEmpty();
            String before = carriesOn ? joined.remove(joined.size() - 1) + "," : "";
            joined.add(before + text.strip());
        }
        List<Tmpfs> all = new ArrayList<>();
        for (String text : joined) {
            all.add(parse(parameter, text));
        }
        return List.copyOf(all);
    }

    private static Tmpfs parse(String parameter, String text) throws ParameterException {
        int colon = text.indexOf(':');
        String target = colon < 0 ? text : text.substring(0, colon);
        if (!target.startsWith("/")) {
            throw ParameterException.of(
                    parameter, text, "must begin with an absolute path, such as /run or /run:size=64m");
        }
        Tmpfs tmpfs = new Tmpfs(target, OptionalLong.empty(), OptionalInt.empty());
        if (colon >= 0) {
            for (String option : text.substring(colon + 1).split(",", -1)) {
                tmpfs = tmpfs.with(parameter, text, option);
            }
        }
        return tmpfs;
    }

    private Tmpfs with(String parameter, String text, String option) throws ParameterException {
        if (option.startsWith("size=")) {
            long bytes = ByteSize.parse(parameter, option.substring("size=".length()));
            return new Tmpfs(target, OptionalLong.of(bytes), mode);
        }
        if (option.matches("mode=[0-7]{3,4}")) {
            int bits = Integer.parseInt(option.substring("mode=".length()), 8);
            return new Tmpfs(target, size, OptionalInt.of(bits));
        }
        throw ParameterException.of(
                parameter, text, "has the option '" + option + "'; there are size=64m and mode=0700 (octal)");
    }
}
