package io.jdock.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A directory with a root file system that has a shell and its usual tools, all of them one static program. */
final class Rootfs {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "chmod",
            "chown",
            "echo",
            "env",
            "false",
            "grep",
            "id",
            "ls",
            "mkdir",
            "mount",
            "readlink",
            "rm",
            "sleep",
            "stat",
            "touch",
            "true",
            "umount");

    private final Path path;

    private Rootfs(Path path) {
        this.path = path;
    }

    /** Makes one, which others may enter too: with root, the container's ids are others than the test's. */
    static Rootfs in(Path parent) throws IOException {
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        open(parent);
        Rootfs rootfs = new Rootfs(Files.createDirectory(parent.resolve("rootfs")));
        open(rootfs.path);
        rootfs.directory("bin");
        Files.copy(BUSYBOX, rootfs.path.resolve("bin/busybox"));
        for (String tool : TOOLS) {
            rootfs.link("bin/" + tool, "busybox");
        }
        return rootfs;
    }

    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path path() {
        return path;
    }

    /** A directory with all those above it. */
    Rootfs directory(String name) throws IOException {
        Files.createDirectories(path.resolve(name));
        return this;
    }

    /** A symbolic link, with the directories above it. */
    Rootfs link(String name, String target) throws IOException {
        Path link = path.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    Rootfs file(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    RootFileSystem as(RootFileSystem.Access access) {
        return new RootFileSystem.Directory(path, access);
    }
}
