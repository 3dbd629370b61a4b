package io.jdock.container;

import io.jdock.plan.Launch.FileText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file that says where {@code localhost} is. Images leave it to whoever runs them. Pure but for the host's own file. */
final class HostsFile {
    private static final Path PATH = Path.of("/etc/hosts");

    /** Where files are made that are bound into the root. */
    private static final Path WORKSHOP = Path.of("/dev");

    private static final String LOCAL = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

    private HostsFile() {}

    /**
     * What the container gets, unless the user mounts something there, or its root is the host's, the user's own directory, or
     * one whose changes are kept: there the place for the file would be one.
     */
    static Optional<FileText> of(ContainerSpec spec) {
        return Outbound.isThrownAway(spec.root())
                        && !Outbound.isMounted(spec, PATH)
                        && !Outbound.isMounted(spec, WORKSHOP)
                ? Optional.of(new FileText(
                        PATH.toString(), text(spec), "images leave it to whoever runs them where localhost is", true))
                : Optional.empty();
    }

    /** The host's names are known to who shares its network. */
    private static String text(ContainerSpec spec) {
        if (spec.network() == NetworkMode.HOST) {
            try {
                return Files.readString(PATH, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                // then there is no more to be said
            }
        }
        return LOCAL;
    }
}
