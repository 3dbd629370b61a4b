package io.jdock.maven.value;

import io.jdock.container.Tmpfs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Empty file systems in memory, such as {@code /run:size=64m,mode=0700}. */
public final class TmpfsMounts {
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
        Tmpfs tmpfs = Tmpfs.at(Path.of(target).normalize());
        if (colon >= 0) {
            for (String option : text.substring(colon + 1).split(",", -1)) {
                tmpfs = with(tmpfs, option, parameter, text);
            }
        }
        return tmpfs;
    }

    private static Tmpfs with(Tmpfs tmpfs, String option, String parameter, String text) throws ParameterException {
        if (option.startsWith("size=")) {
            long bytes = Bytes.parse(parameter, option.substring("size=".length()));
            return new Tmpfs(tmpfs.target(), OptionalLong.of(bytes), tmpfs.mode());
        }
        if (option.matches("mode=[0-7]{3,4}")) {
            int bits = Integer.parseInt(option.substring("mode=".length()), 8);
            return new Tmpfs(tmpfs.target(), tmpfs.size(), bits);
        }
        throw ParameterException.of(
                parameter, text, "has the option '" + option + "'; there are size=64m and mode=0700 (octal)");
    }

    private TmpfsMounts() {}
}
