package io.jdock.cgroup.systemd;

import io.jdock.cgroup.CgroupException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A scope and the slice that it is in (systemd.scope(5), systemd.slice(5)).
 *
 * @param slice such as {@code machine.slice}
 * @param unit such as {@code libpod-0123.scope}
 */
public record ScopeName(String slice, String unit) {
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9:_.\\\\@-]+\\.(scope|slice)");
    private static final int LONGEST = 255; // UNIT_NAME_MAX

    private static final String ROOT = "-.slice";
    private static final String SLICE = ".slice";

    /**
     * What {@code linux.cgroupsPath} says where systemd makes control groups, {@code slice:prefix:name}, as runc and crun have
     * it. A slice that is left out is the root.
     *
     * @param path empty for a scope named after the container, in a slice of the manager's
     * @param id of the container
     * @param defaultSlice that of the manager
     * @throws CgroupException if it has another form, or no unit can have such a name
     */
    public static ScopeName parse(Optional<String> path, String id, String defaultSlice) {
        if (path.isEmpty()) {
            return checked(new ScopeName(defaultSlice, "jdock-" + id + ".scope"));
        }
        String[] parts = path.get().split(":", -1);
        if (parts.length != 3) {
            throw refusal("is " + path.get() + ", and not slice:prefix:name")
                    .remedy("with --systemd-cgroup it names a scope of systemd; a path goes without that option")
                    .exception();
        }
        String slice = parts[0].isEmpty() || parts[0].equals("-") ? ROOT : parts[0];
        String name = parts[1].isEmpty() ? parts[2] : parts[1] + "-" + parts[2];
        return checked(new ScopeName(slice, name + ".scope"));
    }

    private static ScopeName checked(ScopeName name) {
        requireUnit(name.unit());
        requireUnit(name.slice());
        String words = "-" + name.slice();
        if (!name.slice().equals(ROOT)
                && (!name.slice().endsWith(SLICE) || words.contains("--") || words.contains("-."))) {
            throw refusal("has " + name.slice() + ", which is no slice")
                    .remedy("slices are named as in a-b.slice, which lies in a.slice (systemd.slice(5))")
                    .exception();
        }
        return name;
    }

    private static void requireUnit(String unit) {
        if (!UNIT.matcher(unit).matches() || unit.length() > LONGEST) {
            throw refusal("has " + unit + ", which is no name of a unit")
                    .remedy("letters, digits and :_.\\@- (systemd.unit(5))")
                    .exception();
        }
    }

    private static CgroupException.Details refusal(String problem) {
        return CgroupException.because(problem).field("linux.cgroupsPath");
    }

    /** Where the control group is, from the manager's own on: {@code /a.slice/a-b.slice/x.scope}. */
    public String path() {
        StringBuilder path = new StringBuilder();
        if (!slice.equals(ROOT)) {
            String name = slice.substring(0, slice.length() - SLICE.length());
            for (int dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
                path.append('/').append(name, 0, dash).append(SLICE);
            }
            path.append('/').append(slice);
        }
        return path.append('/').append(unit).toString();
    }
}
