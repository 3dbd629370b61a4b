package io.jdock.benchmarks;

import io.jdock.oci.ConfigWriter;
import io.jdock.oci.Linux;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.Mount;
import io.jdock.oci.Root;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An OCI bundle that means the same as a configuration of jdock. The root is a directory in which every target of a mount
 * is there already, and links in the root are made beforehand: a runtime has less to do than jdock, which makes
 * both on a tmpfs for each container.
 *
 * @param directory that holds config.json
 */
record Bundle(Path directory) {
    /** The last version that runtimes of 2023, Debian 12's, know. */
    private static final String OLD_VERSION = "1.0.2";

    /**
     * What peers do not know, and what they know instead. crun 1.8 fails with recursive flags on files. Without ridmap,
     * files of the host's root do not look as if they were the container's root's.
     */
    private static final Map<String, String> PLAIN =
            Map.of("rro", "ro", "rnosuid", "nosuid", "rnodev", "nodev", "ridmap", "");

    /** Makes a bundle in an empty directory. */
    static Bundle create(RuntimeSpec configuration, Path directory) throws IOException {
        Path root = Files.createDirectory(directory.resolve("rootfs"));
        List<Mount> mounts = new ArrayList<>();
        for (Mount mount : configuration.mounts()) {
            Path inside = root.resolve(mount.destination().substring(1));
            if (mount.options().contains("copy-symlink")) {
                Files.createDirectories(inside.getParent());
                Files.createSymbolicLink(inside, Files.readSymbolicLink(Path.of(mount.destination())));
            } else if (!inside.equals(root)) {
                makeTarget(mount, inside);
                mounts.add(portable(mount));
            }
        }
        RuntimeSpec bundled = configuration.toBuilder()
                .ociVersion(OLD_VERSION)
                .root(new Root(root.getFileName().toString(), false))
                .mounts(mounts)
                .linux(withoutSeccompFlags(configuration.linux()))
                .build();
        Files.write(directory.resolve("config.json"), new ConfigWriter().writeReadable(bundled));
        return new Bundle(directory);
    }

    /** runc 1.1 refuses flags of filters, of which ours has one: a mitigation that current kernels leave out anyway. */
    private static Linux withoutSeccompFlags(Linux linux) {
        LinuxSeccomp seccomp = linux.seccomp();
        return seccomp == null
                ? linux
                : linux.toBuilder()
                        .seccomp(new LinuxSeccomp(
                                seccomp.defaultAction(),
                                seccomp.defaultErrnoRet(),
                                seccomp.architectures(),
                                List.of(),
                                seccomp.listenerPath(),
                                seccomp.listenerMetadata(),
                                seccomp.syscalls()))
                        .build();
    }

    /** Targets below /dev and /sys are in file systems that are mounted before. */
    private static void makeTarget(Mount mount, Path target) throws IOException {
        boolean file = isBind(mount) && mount.source() != null && !Files.isDirectory(Path.of(mount.source()));
        if (file) {
            Files.createDirectories(target.getParent());
            Files.createFile(target);
        } else {
            Files.createDirectories(target);
        }
    }

    private static boolean isBind(Mount mount) {
        return mount.options().contains("rbind");
    }

    private static Mount portable(Mount mount) {
        return Mount.of(
                mount.destination(),
                isBind(mount) ? "bind" : mount.type(), // by which crun 1.8 knows that the target may be a file
                mount.source(),
                mount.options().stream()
                        .map(option -> PLAIN.getOrDefault(option, option))
                        .filter(option -> !option.isEmpty())
                        .toArray(String[]::new));
    }
}
