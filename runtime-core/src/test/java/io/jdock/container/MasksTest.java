package io.jdock.container;

import static io.jdock.container.Configurations.withLinux;
import static io.jdock.container.Configurations.withMounts;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.RootFileSystem.Access;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

/** What is hidden or read-only in the container, be it a file, a directory, a link or nothing. */
class MasksTest {
    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    private Path temporary;

    private Rootfs rootfs;

    @BeforeEach
    void makesARoot() throws IOException {
        rootfs = Rootfs.in(temporary)
                .file("secret/file", "secret")
                .file("secret/directory/file", "secret")
                .link("secret/link", "/secret/target")
                .file("secret/target", "secret")
                .link("secret/dangling", "/nowhere");
        for (String directory : List.of("dev", "proc", "sys")) {
            rootfs.directory(directory);
        }
    }

    /** @param access null for the host's system */
    private RuntimeSpec configuration(String script, @Nullable Access access) {
        ContainerSpec.Builder spec = shell(script);
        return containers
                .engine()
                .configuration(
                        access == null
                                ? spec.build()
                                : spec.root(rootfs.as(access)).build());
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void filesAndDirectoriesOfAnImageAreHidden(Access access) throws IOException {
        RuntimeSpec masked = withLinux(
                configuration(
                        "cd /secret; stat -c %F file directory target; cat file directory/file target;"
                                + " ls directory; echo x > directory/new; echo kept > file",
                        access),
                linux -> linux.maskedPaths(List.of(
                        "/secret/file",
                        "/secret/directory",
                        "/secret/link",
                        "/secret/dangling",
                        "/secret/missing",
                        "/secret/file/below",
                        "/no/such")));

        Containers.Result result = containers.run(masked);

        // the link is followed in the container's root: what it names is hidden, not the link
        assertThat(result.out()).isEqualTo("character special file\ndirectory\ncharacter special file\n");
        assertThat(result.err()).contains("directory/new: Read-only file system");
        assertThat(rootfs.path().resolve("secret/file")).hasContent("secret");
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void filesAndDirectoriesOfAnImageAreReadOnly(Access access) throws IOException {
        for (String name : List.of("file", "directory", "directory/file", "target")) {
            Path path = rootfs.path().resolve("secret").resolve(name);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        RuntimeSpec spec = withLinux(
                configuration(
                        "cd /secret; for f in file directory/file directory/new target; do echo x > $f; done;"
                                + " cat file directory/file target",
                        access),
                linux -> linux.readonlyPaths(
                        List.of("/secret/file", "/secret/directory", "/secret/link", "/secret/dangling", "/no/such")));

        Containers.Result result = containers.run(spec);

        assertThat(result.out()).isEqualTo("secretsecretsecret");
        assertThat(result.err().lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).contains("Read-only file system"));
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(Access.class)
    void whatAProcfsOfProcessesAloneLacksNeedsNoMask(@Nullable Access access) throws IOException {
        RuntimeSpec some = configuration("ls -d /proc/meminfo /proc/sys /proc/self", access);
        List<Mount> mounts = some.mounts().stream()
                .map(mount -> mount.destination().equals("/proc") ? procfs("/proc", "subset=pid") : mount)
                .toList();

        Containers.Result result =
                containers.run(some.toBuilder().mounts(mounts).build());

        assertThat(result.out()).isEqualTo("/proc/self\n");
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(Access.class)
    void aSecondProcfsIsMaskedToo(@Nullable Access access) throws IOException {
        rootfs.directory("other");
        RuntimeSpec second = withMounts(
                configuration(
                        "stat -c %F /other/meminfo /other/bus; ls /other/bus; echo 1 > /other/sys/vm/swappiness",
                        access),
                procfs("/other"));

        Containers.Result result = containers.run(withLinux(
                second,
                linux -> linux.maskedPaths(List.of("/other/meminfo", "/other/bus"))
                        .readonlyPaths(List.of("/other/sys"))));

        assertThat(result.out()).isEqualTo("character special file\ndirectory\n");
        assertThat(result.err()).contains("Read-only file system");
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(Access.class)
    void whatAnotherNetworkNamespaceLacksNeedsNoMask(@Nullable Access access) throws IOException {
        String hosts = "/proc/sys/net/ipv4/tcp_mem"; // of the first network namespace alone
        assertThat(Path.of(hosts)).exists();

        Containers.Result result = containers.run(withLinux(
                configuration("ls -d /proc/sys/net/ipv4/tcp_mem /proc/self", access),
                linux -> linux.readonlyPaths(List.of(hosts)).maskedPaths(List.of("/sys/class/net/lo/address", hosts))));

        assertThat(result.out()).isEqualTo("/proc/self\n");
    }

    private static Mount procfs(String destination, String... options) {
        return new Mount(destination, "proc", "proc", List.of(options), List.of(), List.of());
    }

    @Test
    void filesOfTheWholeMachineAreHidden() throws IOException {
        assertThat(containers.output("cat /proc/kcore /proc/keys /proc/timer_list /proc/interrupts 2>&1 | head -c 100;"
                        + " ls -A /sys/firmware /sys/dev/block /proc/acpi 2>/dev/null | grep -v -e : -e '^$';"
                        + " [ ! -e /proc/kcore ] || stat -c %t:%T /proc/kcore; echo end"))
                .matches("(cat: \\S+ No such file or directory\n)*(1:3\n)?end");
    }

    @Test
    void switchesOfTheWholeMachineCannotBeTurned() throws IOException {
        Containers.Result result =
                containers.run(shell("echo h > /proc/sysrq-trigger; echo 1 > /proc/sys/vm/swappiness;"
                        + " echo 1 > /proc/irq/default_smp_affinity"));

        assertThat(result.status()).isNotZero();
        assertThat(result.err().lines())
                .allSatisfy(line -> assertThat(line).containsAnyOf("Read-only file system", "nonexistent"))
                .anySatisfy(line -> assertThat(line).contains("swappiness: Read-only file system"));
    }
}
