package io.jdock.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files of a layer that others than the caller shall have, who unpacks them: they are given away when all is there. Paths are
 * those of the archive. Not safe for use by several threads.
 */
final class Gifts {
    static final int NO_MODE = -1;

    private static final int SET_ID = 06000;

    private final Map<List<String>, Gift> gifts = new LinkedHashMap<>();

    /**
     * What a file becomes.
     *
     * @param user id in the container
     * @param group likewise
     * @param mode to be set again, since a change of owner takes bits of it away; {@link #NO_MODE} where it does not
     */
    record Gift(long user, long group, int mode) {
        Gift {
            mode = (mode & SET_ID) == 0 ? NO_MODE : mode;
        }
    }

    /** A directory and what is to be given away in it, by names. */
    record Place(List<String> directory, Map<String, Gift> gifts) {}

    /** The file at a path has come, in the place of what was there. */
    void put(List<String> path, Gift gift) {
        if (gift.user() == 0 && gift.group() == 0) {
            gifts.remove(path); // root of the container is the caller
        } else {
            gifts.put(List.copyOf(path), gift);
        }
    }

    /** A file has got a second name. */
    void link(List<String> existing, List<String> path) {
        Optional.ofNullable(gifts.get(existing)).ifPresent(gift -> gifts.put(List.copyOf(path), gift));
    }

    /** What was at a path is not there any more, nor what was below it. */
    void remove(List<String> path, boolean directory) {
        if (directory) {
            gifts.keySet().removeIf(other -> startsWith(other, path));
        } else {
            gifts.remove(path);
        }
    }

    private static boolean startsWith(List<String> path, List<String> beginning) {
        return path.size() >= beginning.size()
                && path.subList(0, beginning.size()).equals(beginning);
    }

    /**
     * All of them by their directories, in parts.
     *
     * @param most how many gifts a part has, but for the last of its directories
     */
    List<List<Place>> parts(int most) {
        Map<List<String>, Map<String, Gift>> byDirectory = new LinkedHashMap<>();
        gifts.forEach((path, gift) -> byDirectory
                .computeIfAbsent(path.subList(0, path.size() - 1), directory -> new LinkedHashMap<>())
                .put(path.get(path.size() - 1), gift));
        List<List<Place>> parts = new ArrayList<>();
        List<Place> part = new ArrayList<>();
        int size = 0;
        for (Map.Entry<List<String>, Map<String, Gift>> directory : byDirectory.entrySet()) {
            part.add(new Place(directory.getKey(), directory.getValue()));
            size += directory.getValue().size();
            if (size >= most) {
                parts.add(List.copyOf(part));
                part.clear();
                size = 0;
            }
        }
        if (!part.isEmpty()) {
            parts.add(List.copyOf(part));
        }
        return parts;
    }
}
