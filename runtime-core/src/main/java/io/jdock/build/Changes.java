package io.jdock.build;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.RootFileSystem;
import io.jdock.container.Streams;
import io.jdock.container.UserChoice;
import io.jdock.image.ArchiveEntries;
import io.jdock.image.ImageException;
import io.jdock.image.Trees;
import io.jdock.kernel.ExtendedAttributes;
import io.jdock.oci.Linux;
import io.jdock.oci.LinuxIdMapping;
import io.jdock.oci.Mount;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory that takes what a container changes, and how to look into it. Its files belong to users of the container, who
 * without root are others than the caller; so it is read and removed by programs of this machine in a container that has the same
 * users.
 */
final class Changes implements AutoCloseable {
    private static final String PLACE = "/build";

    private final Jdock engine;
    private final Path directory;
    private final UserChoice user;
    private final Linux ids;

    private Changes(Jdock engine, Path directory, UserChoice user, Linux ids) {
        this.engine = engine;
        this.directory = directory;
        this.user = user;
        this.ids = ids;
    }

    /**
     * Makes an empty one.
     *
     * @param area a directory that containers may enter
     * @param spec of the container, whatever its root is
     */
    static Changes make(Jdock engine, Path area, ContainerSpec spec) throws IOException {
        Path directory = Files.createTempDirectory(
                area, "run-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Changes changes = new Changes(
                engine, directory, spec.user(), engine.configuration(spec).linux());
        try {
            for (Path made : List.of(directory, changes.upper(), changes.work())) {
                if (!made.equals(directory)) {
                    Files.createDirectory(made);
                }
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
                changes.giveToContainer(made);
            }
            return changes;
        } catch (IOException | RuntimeException e) {
            changes.close();
            throw e;
        }
    }

    /** Without root, the caller is the container's user already. */
    private void giveToContainer(Path made) throws IOException {
        if (ownsIds()) {
            Files.setAttribute(made, "unix:uid", (int) outside(ids.uidMappings()));
            Files.setAttribute(made, "unix:gid", (int) outside(ids.gidMappings()));
        }
    }

    private static long outside(List<LinuxIdMapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.containerID() == 0)
                .findFirst()
                .map(LinuxIdMapping::hostID)
                .orElse(0L);
    }

    private Path upper() {
        return directory.resolve("changes");
    }

    private Path work() {
        return directory.resolve("work");
    }

    private Path archive() {
        return directory.resolve("changes.tar");
    }

    /** The layers as root of a container, whose changes come here. */
    RootFileSystem over(List<Path> layers) {
        return new RootFileSystem.Kept(layers, upper(), work());
    }

    /** Packs all that was changed, to be read as long as this object is not closed. */
    ArchiveEntries read() throws IOException, InterruptedException {
        tool(List.of(
                "tar",
                "--create",
                "--file=" + PLACE + "/changes.tar",
                "--directory=" + PLACE + "/changes",
                "--format=posix",
                "--numeric-owner",
                "--xattrs",
                "--xattrs-include=user.*",
                "."));
        return ArchiveEntries.open(archive());
    }

    /** What is on disk without root; nothing otherwise, for then all files belong to the users that the image says. */
    Optional<Corrections.CallersFiles> callersFiles() {
        return ownsIds()
                ? Optional.empty()
                : Optional.of(new Corrections.CallersFiles(new Owner(user.uid(), user.gid()), this::isCopied));
    }

    /** The kernel marks what it copies (fs/overlayfs/copy_up.c, ovl_set_origin), with a value or without. */
    private boolean isCopied(String path) {
        return ExtendedAttributes.has(upper().resolve(path).toString(), "user.overlay.origin");
    }

    /** Whether the caller may give files to the users of containers. */
    private boolean ownsIds() {
        return engine.host().privileged();
    }

    /** With all rights over the files of the container's users, and none over others. */
    private void tool(List<String> command) throws IOException, InterruptedException {
        RuntimeSpec own = engine.configuration(ContainerSpec.builder()
                .command(command)
                .environment("PATH", ProcessSpec.DEFAULT_PATH)
                .environment("LC_ALL", "C")
                .user(user)
                .addCapability("DAC_OVERRIDE")
                .addCapability("DAC_READ_SEARCH")
                .addCapability("FOWNER")
                .build());
        List<Mount> mounts = new ArrayList<>(own.mounts());
        mounts.add(Mount.of(PLACE, "none", directory.toString(), "bind", "nosuid", "nodev"));
        RuntimeSpec configuration = own.toBuilder()
                .mounts(mounts)
                .linux(own.linux().toBuilder()
                        .uidMappings(ids.uidMappings())
                        .gidMappings(ids.gidMappings())
                        .build())
                .build();
        Container container = engine.start(configuration, Path.of("/"), new Streams.Pipes());
        try (InputStream errors = container.getErrorStream()) {
            String text = new String(errors.readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = container.waitFor();
            if (status != 0) {
                throw new ImageException(
                        "what a command changed",
                        command.get(0) + " ended with status " + status + (text.isEmpty() ? "" : ": " + text),
                        "this takes GNU tar, with its usual name on this machine");
            }
        } finally {
            container.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!ownsIds() && engine.host().canMapRanges()) {
                tool(List.of("rm", "-rf", PLACE + "/changes", PLACE + "/work"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Trees.delete(directory);
        }
    }
}
