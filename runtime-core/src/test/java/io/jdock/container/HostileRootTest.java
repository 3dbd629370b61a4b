package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.RootFileSystem.Access;
import io.jdock.oci.LinuxDevice;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Root file systems whose author wants the start of a container to change or to show the host: with symbolic links at the
 * places where something is mounted, and on the way to them. They lead to a directory of the host in which everybody may
 * write; the root has an empty one of the same path, so that no link leads nowhere.
 */
class HostileRootTest {
    private static final String SECRET = "of the host";
    private static final Path VOLUME = Path.of("/usr/share");

    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    private Path temporary;

    private Path canary;
    private Rootfs rootfs;

    @BeforeEach
    void makesTheSamePathOnTheHostAndInTheRoot() throws IOException {
        rootfs = Rootfs.in(temporary);
        canary = Files.createDirectory(temporary.resolve("canary"));
        Files.setPosixFilePermissions(canary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(canary.resolve("secret"), SECRET);
        rootfs.directory(canary.toString().substring(1));
    }

    /** Each file on the host with all that can be changed about it. */
    private List<String> onHost() throws IOException {
        List<String> seen = new ArrayList<>();
        try (Stream<Path> files = Files.walk(canary)) {
            for (Path file : files.toList()) {
                seen.add(file + " " + Files.readAttributes(file, "unix:ino,ctime,mode,uid"));
            }
        }
        return seen;
    }

    /** Output and errors of a script; or why it was not started, which is as well. */
    private static String said(ContainerSpec.Builder spec) {
        try {
            Containers.Result result = containers.run(spec);
            return result.out() + result.err();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Stream<Arguments> links() {
        Stream<String> places = Stream.of(
                "dev",
                "dev/pts",
                "dev/null",
                "dev/shm",
                "sys",
                "sys/fs",
                "proc",
                "proc/sys",
                "data",
                "data/deep",
                "run");
        return places.flatMap(place -> Stream.of("", "../../../../../../../../../../..")
                .flatMap(start -> Stream.of(Access.values()).map(access -> Arguments.of(place, start, access))));
    }

    @ParameterizedTest
    @MethodSource("links")
    void aLinkInThePlaceOfAMountDoesNotLeadOut(String place, String start, Access access) throws IOException {
        rootfs.link(place, start + canary);
        for (String directory : List.of("run", "data/deep/er")) { // which an overlay's user may not be allowed to make
            if (!directory.startsWith(place)) {
                rootfs.directory(directory);
            }
        }
        List<String> before = onHost();

        String said = said(shell("cat /" + place + "/secret " + canary + "/secret; echo ran")
                .root(rootfs.as(access))
                .tmpfs(Tmpfs.at(Path.of("/run")))
                .tmpfs(Tmpfs.at(Path.of("/data/deep")))
                .volume(new Volume(VOLUME, Path.of("/data/deep/er/volume"), true))
                .volume(new Volume(Path.of("/usr/bin/busybox"), Path.of("/run/file"), true)));

        assertThat(said).doesNotContain(SECRET).containsAnyOf("ran", "symbolic link", "read-only", "may not make it");
        assertThat(onHost()).isEqualTo(before);
    }

    /** openat2(2): with RESOLVE_IN_ROOT, a ".." fails with EAGAIN while files are renamed anywhere in the system. */
    @Test
    void aLinkUpwardsIsFollowedInsideTheRootWhateverIsRenamedMeanwhile() throws Exception {
        rootfs.link("data", "../".repeat(30) + "var/data");
        rootfs.directory("var/data");
        AtomicBoolean over = new AtomicBoolean();
        Path one = Files.createFile(temporary.resolve("one"));
        Path other = temporary.resolve("other");
        Thread renames = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                renameTo(i % 2 == 0 ? one : other, i % 2 == 0 ? other : one);
            }
        });
        renames.start();
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(said(shell("echo ran")
                                .root(rootfs.as(Access.WRITABLE))
                                .tmpfs(Tmpfs.at(Path.of("/data")))))
                        .isEqualTo("ran\n");
            }
        } finally {
            over.set(true);
            renames.join();
        }
    }

    private static void renameTo(Path from, Path to) {
        if (!from.toFile().renameTo(to.toFile())) {
            throw new AssertionError("cannot rename " + from);
        }
    }

    @Test
    void aLinkInAVolumeDoesNotLeadOutEither() throws IOException {
        Path project = Files.createDirectory(temporary.resolve("project"));
        Files.createSymbolicLink(project.resolve("target"), canary);
        List<String> before = onHost();

        String said = said(shell("cat " + project + "/target/secret; ls " + project + "/target; echo ran")
                .volume(Volume.writable(project))
                .tmpfs(Tmpfs.at(canary))
                .tmpfs(Tmpfs.at(project.resolve("target")))
                .volume(new Volume(VOLUME, project.resolve("target/volume"), true)));

        assertThat(said).doesNotContain(SECRET).contains("volume", "ran");
        assertThat(onHost()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void nothingLiesAboveTheRoot(Access access) throws IOException {
        for (String directory : List.of("dev", "proc", "sys")) {
            rootfs.directory(directory);
        }
        String script =
                "stat -c %i,%d / /.. /../../..; ls /../home /.." + canary + "; grep -c ' / / ' /proc/self/mountinfo";

        List<String> lines = containers
                .run(shell(script).root(rootfs.as(access)))
                .out()
                .lines()
                .toList();

        assertThat(lines.get(0)).isEqualTo(lines.get(1)).isEqualTo(lines.get(2));
        assertThat(lines.subList(3, lines.size())).doesNotContain("secret");
    }

    @Test
    void withoutMountOnDevNodesAreMadeInTheRootAndNotWhereLinksLead() throws IOException {
        rootfs.directory("proc").link("dev/zero", secret().toString());
        List<String> before = onHost();

        assertThat(containers.run(withoutMountOnDev()).lines())
                .containsExactly("character special file", "character special file");
        assertThat(onHost()).isEqualTo(before);
    }

    @Test
    void aLinkInTheWayOfAConfiguredDeviceIsAnError() throws IOException {
        rootfs.directory("proc").link("dev/mine", secret().toString());
        List<String> before = onHost();
        RuntimeSpec configuration = withoutMountOnDev();

        assertThatThrownBy(() -> containers.run(configuration))
                .hasMessageContaining("cannot make /dev/mine: EEXIST")
                .hasMessageContaining("linux.devices: another file is there already");
        assertThat(onHost()).isEqualTo(before);
    }

    /** CVE-2025-31133: files were masked with the image's own /dev/null, which was a link to another file. */
    @Test
    void filesAreNotMaskedWithWhatTheImageCallsNull() throws IOException {
        rootfs.directory("proc")
                .link("dev/null", "/shown")
                .file("shown", "shown")
                .file("masked", "masked");

        RuntimeSpec configuration = Configurations.withLinux(
                withoutMountOnDev("cat /masked; stat -c '%F %t:%T' /masked; cat /shown"),
                linux -> linux.maskedPaths(List.of("/masked")));

        assertThat(containers.run(configuration).text()).isEqualTo("character special file 1:3\nshown");
    }

    private Path secret() throws IOException {
        Path secret = canary.resolve("secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return secret;
    }

    private RuntimeSpec withoutMountOnDev() {
        return withoutMountOnDev("stat -c %F /dev/zero /dev/mine");
    }

    /** In a user namespace nodes cannot be made, so there is none. */
    private RuntimeSpec withoutMountOnDev(String script) {
        assumeTrue(containers.engine().host().caller().canMakeNamespaces(), "making device nodes needs root");
        RuntimeSpec own = containers
                .engine()
                .configuration(shell(script).root(rootfs.as(Access.WRITABLE)).build());
        return own.toBuilder()
                .mounts(List.of(Mount.of("/proc", "proc", "proc")))
                .linux(own.linux().toBuilder()
                        .namespaces(own.linux().namespaces().stream()
                                .filter(namespace -> namespace.type() != LinuxNamespaceType.USER)
                                .toList())
                        .uidMappings(List.of())
                        .gidMappings(List.of())
                        .devices(List.of(new LinuxDevice("/dev/mine", "c", 1L, 3L, 0666, 0L, 0L)))
                        .seccomp(null)
                        .build())
                .build();
    }
}
