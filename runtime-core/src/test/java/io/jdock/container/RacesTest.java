package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.RootFileSystem.Access;
import io.jdock.kernel.Architecture;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A root file system in which another process exchanges a name with a symbolic link all the time while containers are made,
 * as one container can do in a volume that it shares with another. The link leads to a directory of the host in which
 * everybody may write; the root has one of the same path, so that no link leads nowhere.
 */
class RacesTest {
    private static final Path PERL = Path.of("/usr/bin/perl");
    private static final Path VOLUME = Path.of("/usr/share");
    private static final int STARTS = 40;

    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    private Path temporary;

    private Path canary;
    private Rootfs rootfs;
    private Process swapping;

    @BeforeEach
    void makeRootAndCanary() throws IOException {
        assumeTrue(Files.isExecutable(PERL), "perl is not installed");
        rootfs = Rootfs.in(temporary);
        canary = Files.createDirectory(temporary.resolve("canary"));
        Files.setPosixFilePermissions(canary, PosixFilePermissions.fromString("rwxrwxrwx"));
        rootfs.directory(canary.toString().substring(1));
        for (String directory : List.of("dev/pts", "proc", "sys")) {
            rootfs.directory(directory);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (swapping != null) {
            swapping.destroyForcibly().waitFor();
        }
    }

    /** Exchanges two names in the root until the test ends: renameat2(2), RENAME_EXCHANGE. */
    private void swap(String name, String other) throws IOException {
        int call = Architecture.current() == Architecture.X86_64 ? 316 : 276;
        swapping = new ProcessBuilder(
                        PERL.toString(),
                        "-e",
                        "$| = 1; print \"ready\\n\"; while (1) { syscall(" + call
                                + ", -100, $ARGV[0], -100, $ARGV[1], 2) == 0 or die $! }",
                        rootfs.path().resolve(name).toString(),
                        rootfs.path().resolve(other).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(swapping.inputReader().readLine()).isEqualTo("ready");
    }

    /** Each file on the host with all that can be changed about it. */
    private List<String> onHost() throws IOException {
        List<String> seen = new ArrayList<>();
        try (Stream<Path> files = Files.walk(canary)) {
            for (Path file : files.toList()) {
                seen.add(file + " " + Files.readAttributes(file, "unix:ino,ctime,mode,uid,size"));
            }
        }
        return seen;
    }

    private interface Start {
        Container start() throws IOException;
    }

    /** What one start after another says; where one is refused, that is as well. */
    private void assertHarmless(Start start) throws IOException {
        List<String> before = onHost();
        int ran = 0;
        for (int i = 0; i < STARTS; i++) {
            try {
                Containers.finish(start.start());
                ran++;
            } catch (ContainerException e) {
                assertThat(e).hasMessageStartingWith("cannot ");
            }
        }
        assertThat(ran).as("containers that were started").isPositive();
        assertThat(swapping.isAlive()).as("the race goes on").isTrue();
        assertThat(onHost()).isEqualTo(before);
    }

    /** CVE-2021-30465: the target of a mount was looked up, became a link, and was mounted on. */
    @Test
    void theTargetOfAMount() throws IOException {
        rootfs.directory("race").link("other", canary.toString());
        swap("race", "other");

        assertHarmless(() -> containers.start(shell("touch /race/tmpfs/file")
                .root(rootfs.as(Access.WRITABLE))
                .tmpfs(Tmpfs.at(Path.of("/race/tmpfs")))
                .volume(new Volume(VOLUME, Path.of("/race/deep/volume"), true))));
    }

    /** The same with a link that climbs. */
    @Test
    void theTargetOfAMountByALinkThatClimbs() throws IOException {
        rootfs.directory("race/inner").link("race/other", "../../../../../../../../../../.." + canary);
        swap("race/inner", "race/other");

        assertHarmless(() -> containers.start(shell("touch /race/inner/tmpfs/file")
                .root(rootfs.as(Access.WRITABLE))
                .tmpfs(Tmpfs.at(Path.of("/race/inner/tmpfs")))
                .volume(new Volume(VOLUME, Path.of("/race/inner/volume"), true))));
    }

    /** CVE-2025-52565: /dev/console was mounted on, and changed, where a link led meanwhile. */
    @Test
    void theConsole() throws IOException {
        Path secret = Files.writeString(canary.resolve("secret"), "of the host");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
        rootfs.file("dev/console", "").link("dev/other", secret.toString());
        swap("dev/console", "dev/other");
        RuntimeSpec own = containers
                .engine()
                .configuration(shell("echo typed > /dev/console")
                        .root(rootfs.as(Access.WRITABLE))
                        .streams(new Streams.Terminal(24, 80))
                        .build());
        List<Mount> withoutDev = own.mounts().stream()
                .filter(mount -> Set.of("/", "/proc", "/dev/pts").contains(mount.destination()))
                .toList();
        RuntimeSpec configuration = own.toBuilder().mounts(withoutDev).build();

        assertHarmless(() -> containers.engine().start(configuration, Path.of("/"), new Streams.Terminal(24, 80)));
        assertThat(secret).hasContent("of the host");
    }

    /** CVE-2025-52881: what was to be written to procfs went where a link or another mount led. */
    @Test
    void procfs() throws IOException {
        Path parameter = canary.resolve("sys/net/core/somaxconn");
        Files.createDirectories(parameter.getParent());
        Files.writeString(parameter, "of the host");
        Files.setPosixFilePermissions(parameter, PosixFilePermissions.fromString("rw-rw-rw-"));
        rootfs.link("other", canary.toString());
        swap("proc", "other");

        assertHarmless(() -> containers.start(shell("cat /proc/sys/net/core/somaxconn")
                .root(rootfs.as(Access.WRITABLE))
                .sysctl("net.core.somaxconn", "77")));
        assertThat(parameter).hasContent("of the host");
    }
}
