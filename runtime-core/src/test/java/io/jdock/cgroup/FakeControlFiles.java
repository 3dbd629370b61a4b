package io.jdock.cgroup;

import io.jdock.kernel.Errno;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cgroup file system in memory, which records what is done and fails where it is told to. */
final class FakeControlFiles implements ControlFiles {
    private final Set<Path> directories = new LinkedHashSet<>();
    private final Map<Path, String> files = new HashMap<>();
    private final Map<String, Deque<Errno>> failures = new HashMap<>();
    private final List<String> log = new ArrayList<>();

    FakeControlFiles directory(String path) {
        directories.add(Path.of(path));
        return this;
    }

    FakeControlFiles file(String path, String text) {
        files.put(Path.of(path), text);
        return this;
    }

    /** The next such operation fails; several failures come one after another. */
    FakeControlFiles failing(String operation, Errno errno) {
        failures.computeIfAbsent(operation, key -> new ArrayDeque<>()).add(errno);
        return this;
    }

    /** What changed, one line for each operation, failed ones included. */
    List<String> log() {
        return List.copyOf(log);
    }

    @Override
    public void write(Path file, String value) throws ControlFileException {
        check(file, "write " + value + " " + file);
        if (!files.containsKey(file)) {
            throw new ControlFileException(file, Errno.ENOENT.number());
        }
        files.put(file, value);
    }

    @Override
    public String read(Path file) throws ControlFileException {
        String text = files.get(file);
        if (text == null) {
            throw new ControlFileException(file, Errno.ENOENT.number());
        }
        return text;
    }

    @Override
    public void makeDirectory(Path directory) throws ControlFileException {
        check(directory, "mkdir " + directory);
        if (!directories.contains(directory.getParent())) {
            throw new ControlFileException(directory, Errno.ENOENT.number());
        }
        if (!directories.add(directory)) {
            throw new ControlFileException(directory, Errno.EEXIST.number());
        }
    }

    @Override
    public void removeDirectory(Path directory) throws ControlFileException {
        check(directory, "rmdir " + directory);
        if (!directories.remove(directory)) {
            throw new ControlFileException(directory, Errno.ENOENT.number());
        }
    }

    @Override
    public List<Path> children(Path directory) throws ControlFileException {
        if (!directories.contains(directory)) {
            throw new ControlFileException(directory, Errno.ENOENT.number());
        }
        return directories.stream()
                .filter(child -> directory.equals(child.getParent()))
                .toList();
    }

    @Override
    public boolean exists(Path file) {
        return files.containsKey(file) || directories.contains(file);
    }

    private void check(Path file, String operation) throws ControlFileException {
        log.add(operation);
        Deque<Errno> planned = failures.get(operation);
        if (planned != null && !planned.isEmpty()) {
            throw new ControlFileException(file, planned.remove().number());
        }
    }
}
