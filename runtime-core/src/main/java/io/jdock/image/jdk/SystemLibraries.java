package io.jdock.image.jdk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds libraries where the dynamic linker of this machine finds them (ld.so(8)): in the directories of the library that wants
 * them, in those of {@code /etc/ld.so.conf}, and in the usual ones.
 *
 * @param root where the system begins: {@code /}, or another place in tests
 */
record SystemLibraries(Path root) {
    private static final String CONFIGURATION = "etc/ld.so.conf";
    private static final List<String> USUAL = List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib");
    private static final int DEEPEST_INCLUDE = 8;

    /**
     * The libraries that are needed, with those that they need themselves. What this machine does not have is left out: whatever
     * wants it does not work here either.
     *
     * @param names as programs say them
     * @param provided names that need not be found
     * @return files by those names
     */
    Map<String, Path> closure(Set<String> names, Set<String> provided) throws IOException {
        List<Path> system = directories();
        Map<String, Path> found = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(names);
        while (!open.isEmpty()) {
            String name = open.remove();
            if (found.containsKey(name) || provided.contains(name)) {
                continue;
            }
            Optional<Path> file = find(name, system);
            if (file.isEmpty()) {
                continue;
            }
            found.put(name, file.get());
            ElfNeeds needs = ElfNeeds.of(file.get());
            for (String needed : needs.libraries()) {
                find(needed, own(needs, file.get()))
                        .ifPresentOrElse(there -> found.put(needed, there), () -> open.add(needed));
            }
        }
        return found;
    }

    private static Optional<Path> find(String name, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static List<Path> own(ElfNeeds needs, Path file) {
        String origin = String.valueOf(file.getParent());
        return needs.searchPath().stream()
                .map(directory -> Path.of(directory.replace("${ORIGIN}", origin).replace("$ORIGIN", origin)))
                .toList();
    }

    /** Where the linker looks for libraries whatever wants them. */
    List<Path> directories() throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        readConfiguration(root.resolve(CONFIGURATION), directories, 0);
        USUAL.forEach(usual -> directories.add(inRoot(usual)));
        return directories.stream().filter(Files::isDirectory).toList();
    }

    private void readConfiguration(Path file, Set<Path> directories, int depth) throws IOException {
        if (depth > DEEPEST_INCLUDE || !Files.isReadable(file)) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            String text = line.replaceAll("#.*", "").strip();
            if (text.startsWith("include ") || text.startsWith("include\t")) {
                for (Path included : matching(text.substring("include".length()).strip())) {
                    readConfiguration(included, directories, depth + 1);
                }
            } else if (text.startsWith("/")) {
                directories.add(inRoot(text));
            }
        }
    }

    /** The files that a pattern like {@code ld.so.conf.d/*.conf} stands for, in the order of ldconfig(8). */
    private List<Path> matching(String pattern) throws IOException {
        Path all = inRoot(pattern.startsWith("/") ? pattern : "/etc/" + pattern);
        Path directory = all.getParent();
        List<Path> files = new ArrayList<>();
        if (directory != null && Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(directory, all.getFileName().toString())) {
                entries.forEach(files::add);
            }
        }
        files.sort(null);
        return files;
    }

    private Path inRoot(String path) {
        return root.resolve(path.substring(1));
    }
}
