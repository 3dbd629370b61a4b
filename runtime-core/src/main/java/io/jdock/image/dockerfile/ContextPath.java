package io.jdock.image.dockerfile;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of files that a build may copy: relative to a root that they cannot leave. */
public final class ContextPath {
    private ContextPath() {}

    /**
     * The path with a slash between names and none at the ends, and without {@code .} and {@code ..}; what would go up from the root stays
     * there. The root is an empty text.
     */
    public static String clean(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return String.join("/", names);
    }
}
