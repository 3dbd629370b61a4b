package io.jdock.build;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Streams;
import io.jdock.container.UserChoice;
import io.jdock.image.ImageException;
import io.jdock.image.Trees;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who the users of a container are on this machine. Without root they are others than the caller, who can neither read nor remove what
 * they make; programs of this machine do it, in a container that has the same users.
 */
final class UsersOfContainers {
    /** Where those programs find the directory. */
    static final String PLACE = "/build";

    private final Jdock engine;
    private final UserChoice user;
    private final Linux ids;

    private UsersOfContainers(Jdock engine, UserChoice user, Linux ids) {
        this.engine = engine;
        this.user = user;
        this.ids = ids;
    }

    /** Those of a container, whose root is not the host's. */
    static UsersOfContainers of(Jdock engine, ContainerSpec spec) {
        return new UsersOfContainers(
                engine, spec.user(), engine.configuration(spec).linux());
    }

    /** As whom the caller is known in the container; empty with root, who is nobody there. */
    Optional<Owner> caller() {
        return engine.host().privileged() ? Optional.empty() : Optional.of(new Owner(user.uid(), user.gid()));
    }

    /** Makes a directory the container's root's. Without root, the caller is the container's user already. */
    void give(Path directory) throws IOException {
        if (engine.host().privileged()) {
            Files.setAttribute(directory, "unix:uid", (int) outside(ids.uidMappings()));
            Files.setAttribute(directory, "unix:gid", (int) outside(ids.gidMappings()));
        }
    }

    private static long outside(List<LinuxIdMapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.containerID() == 0)
                .findFirst()
                .map(LinuxIdMapping::hostID)
                .orElse(0L);
    }

    /** Runs a program of this machine with all rights over the files of these users in a directory, and none over others. */
    void execute(Path directory, List<String> command) throws IOException, InterruptedException {
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
                        "what commands changed",
                        command.get(0) + " ended with status " + status + (text.isEmpty() ? "" : ": " + text),
                        "GNU tar and find have to be on this machine");
            }
        } finally {
            container.destroyForcibly();
        }
    }

    /** Removes a directory of the caller's with all that these users have made in it. */
    void remove(Path directory) throws IOException {
        try {
            if (!engine.host().privileged() && engine.host().canMapRanges()) {
                execute(directory, List.of("find", PLACE, "-mindepth", "1", "-delete"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Trees.delete(directory);
        }
    }
}
