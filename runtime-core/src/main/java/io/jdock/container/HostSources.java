package io.jdock.container;

import io.jdock.plan.Launch.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Looks at the host's files. */
final class HostSources implements Sources {
    @Override
    public Kind kind(String path) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(Path.of(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return Kind.SYMLINK;
            }
            return attributes.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
        } catch (IOException e) {
            return Kind.MISSING;
        }
    }

    @Override
    public Kind followed(String path) {
        Path file = Path.of(path);
        return Files.isDirectory(file) ? Kind.DIRECTORY : Files.exists(file) ? Kind.FILE : Kind.MISSING;
    }

    @Override
    public String link(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the symbolic link " + path, e);
        }
    }
}
