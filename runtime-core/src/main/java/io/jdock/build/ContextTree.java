package io.jdock.build;

import io.jdock.image.FileTree;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.dockerfile.IgnoreRules;
import io.jdock.kernel.Errno;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of a build, as its Dockerfile sees it: without what is ignored, and everything is root's. */
final class ContextTree implements FileTree {
    private final Path root;
    private final IgnoreRules ignored;

    ContextTree(Path root, IgnoreRules ignored) {
        this.root = root;
        this.ignored = ignored;
    }

    @Override
    public Optional<Node> node(String path) throws IOException {
        try {
            Path file = root.resolve(path);
            FileStatus status = FileStatus.of(file.toString());
            FileKind kind = status.kind().orElse(FileKind.SOCKET);
            boolean seen = !ignored.ignores(path) || (kind == FileKind.DIRECTORY && keepsSomething(path));
            String target = kind == FileKind.SYMBOLIC_LINK
                    ? Files.readSymbolicLink(file).toString()
                    : "";
            return seen
                    ? Optional.of(new Node(kind, status.permissions(), 0, 0, LayerEntry.Status.NO_TIME, target))
                    : Optional.empty();
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT, Errno.ENOTDIR)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean keepsSomething(String directory) throws IOException {
        return ignored.keepsInIgnored() && !names(directory).isEmpty();
    }

    /** Whether there is such a file, only that it is ignored. */
    boolean hides(String path) {
        return Files.exists(root.resolve(path)) && ignored.ignores(path);
    }

    @Override
    public List<String> names(String path) throws IOException {
        Path directory = root.resolve(path);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<String> all;
        try (Stream<Path> children = Files.list(directory)) {
            all = children.map(child -> child.getFileName().toString()).sorted().toList();
        }
        List<String> seen = new ArrayList<>();
        for (String name : all) {
            if (node(FileTree.child(path, name)).isPresent()) {
                seen.add(name);
            }
        }
        return seen;
    }

    @Override
    public List<LayerContent> contents(List<String> paths) throws IOException {
        List<LayerContent> contents = new ArrayList<>();
        for (String path : paths) {
            contents.add(LayerContent.of(root.resolve(path)));
        }
        return contents;
    }
}
