package io.jdock.image;

import io.jdock.kernel.FileKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Files below a root that nothing leads out of, be they on disk or in the layers of an image. Paths are relative to the root, with a
 * slash between names and none at the ends; the root itself is an empty text.
 */
public interface FileTree {
    /** As many links as the kernel follows (path_resolution(7)). */
    int MOST_LINKS = 40;

    /**
     * What lies at a path.
     *
     * @param mode the lower twelve bits of st_mode
     * @param target of a symbolic link; empty for others
     */
    record Node(FileKind kind, int mode, long user, long group, Instant time, String target) {
        /** Whether it is a directory. */
        public boolean isDirectory() {
            return kind == FileKind.DIRECTORY;
        }
    }

    /** What lies at a path, whose directories are no links; a link itself is not followed. */
    Optional<Node> node(String path) throws IOException;

    /** The names in a directory, sorted; none if there is no directory. */
    List<String> names(String path) throws IOException;

    /**
     * What files say. They can be read as long as this tree is there.
     *
     * @param paths of regular files, whose directories are no links
     * @return in the same order; the same object for names of one file (hard links), as far as those are known
     */
    List<LayerContent> contents(List<String> paths) throws IOException;

    /**
     * Where a path leads when all links in it are followed, as a process would that has this tree as its root. From the first name
     * on that is missing, the rest is as it was.
     *
     * @throws ImageException if links lead in circles
     */
    default String resolve(String path) throws IOException {
        return Resolution.of(this, path);
    }

    /** Path of a name in a directory. */
    static String child(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** The directory of a path; that of a name in the root is the root. */
    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The last name of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Follows links. */
    final class Resolution {
        private Resolution() {}

        private static String of(FileTree tree, String path) throws IOException {
            Deque<String> todo = new ArrayDeque<>(List.of(path.split("/", -1)));
            String done = "";
            int links = 0;
            while (!todo.isEmpty()) {
                String name = todo.pop();
                if (name.equals("..")) {
                    done = parent(done);
                } else if (!name.isEmpty() && !name.equals(".")) {
                    String next = child(done, name);
                    String target = tree.node(next).map(Node::target).orElse("");
                    if (target.isEmpty()) {
                        done = next;
                        continue;
                    }
                    if (++links > MOST_LINKS) {
                        throw new ImageException("/" + path, "symbolic links lead in circles", null);
                    }
                    done = target.startsWith("/") ? "" : done;
                    push(todo, List.of(target.split("/", -1)));
                }
            }
            return done;
        }

        private static void push(Deque<String> todo, Collection<String> names) {
            Deque<String> reversed = new ArrayDeque<>();
            names.forEach(reversed::push);
            reversed.forEach(todo::push);
        }
    }
}
