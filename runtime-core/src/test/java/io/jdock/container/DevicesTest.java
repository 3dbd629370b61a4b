package io.jdock.container;

import static io.jdock.container.Configurations.withLinux;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.oci.LinuxDevice;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** /dev has six devices, the links that programs expect, and terminals of its own. */
class DevicesTest {
    @AutoClose
    private static final Containers containers = new Containers();

    @Test
    void areSixWithTheUsualNumbersForEverybody() throws IOException {
        // random(4), null(4), full(4), tty(4)
        assertThat(containers.output("cd /dev; stat -c '%n %F %t:%T %a' full null random tty urandom zero"))
                .isEqualTo("""
                        full character special file 1:7 666
                        null character special file 1:3 666
                        random character special file 1:8 666
                        tty character special file 5:0 666
                        urandom character special file 1:9 666
                        zero character special file 1:5 666""");
    }

    @Test
    void nothingElseIsInDev() throws IOException {
        assertThat(containers.output("ls /dev | tr '\\n' ' '"))
                .isEqualTo("fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero");
    }

    @Test
    void doWhatTheyAreThereFor() throws IOException {
        Containers.Result result = containers.run(shell("echo gone > /dev/null; wc -c < /dev/null;"
                + " head -c 3 /dev/zero | od -An -tx1; head -c 5 /dev/random | wc -c; head -c 5 /dev/urandom | wc -c;"
                + " head -c 1 /dev/zero > /dev/full; echo x > /dev/tty"));

        assertThat(result.out()).isEqualTo("0\n 00 00 00\n5\n5\n");
        assertThat(result.err()).contains("No space left on device", "No such device or address"); // ENXIO: no terminal
    }

    @Test
    void linksLeadToTheProcesssOwnDescriptors() throws IOException {
        assertThat(containers.output("readlink /dev/fd /dev/stdin /dev/stdout /dev/stderr /dev/ptmx;"
                        + " echo out > /dev/stdout; echo in | cat /dev/stdin; cat /dev/fd/3 3<<EOF\nthree\nEOF"))
                .isEqualTo(
                        "/proc/self/fd\n/proc/self/fd/0\n/proc/self/fd/1\n/proc/self/fd/2\npts/ptmx\nout\nin\nthree");
    }

    @Test
    void terminalsAreTheContainersOwn() throws IOException {
        assumeTrue(Path.of("/usr/bin/script").toFile().canExecute(), "script(1) is not installed");

        assertThat(containers.output("stat -c %a /dev/pts/ptmx; ls /dev/pts;"
                        + " script -qec 'tty; stat -c %a $(tty); ls -C /dev/pts' /dev/null </dev/null | tr -d '\\r'"))
                .isEqualTo("666\nptmx\n/dev/pts/0\n620\n0  ptmx");
    }

    @Test
    void terminalsHaveTheGroupOfTheConfiguration() throws IOException {
        assumeTrue(Path.of("/usr/bin/script").toFile().canExecute(), "script(1) is not installed");
        assumeTrue(containers.engine().host().canMapRanges(), "no ids but the caller's can be mapped: no newuidmap");
        RuntimeSpec own = containers
                .engine()
                .configuration(shell("script -qec 'stat -c %g:%a $(tty)' /dev/null </dev/null | tr -d '\\r'")
                        .user(new UserChoice(0, 0, List.of(5L)))
                        .build());
        RuntimeSpec grouped = own.toBuilder()
                .mounts(own.mounts().stream()
                        .map(mount -> mount.destination().equals("/dev/pts")
                                ? Mount.of("/dev/pts", "devpts", "devpts", "newinstance", "mode=0600", "gid=5")
                                : mount)
                        .toList())
                .build();

        assertThat(containers.run(grouped).text()).isEqualTo("5:600");
    }

    @Test
    void moreCanBeShownInAUserNamespaceIfTheHostHasThem() throws IOException {
        RuntimeSpec own = containers
                .engine()
                .configuration(shell("stat -c '%n %t:%T' /dev/deep/null").build());

        assertThatThrownBy(() -> containers.run(withLinux(
                        own,
                        linux -> linux.devices(
                                List.of(new LinuxDevice("/dev/deep/null", "c", 1L, 3L, 0666, null, null))))))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("only devices that the host has can be given");
    }

    @Test
    void areMadeWithTheirOwnersAndModesWhereRootMakesThem() throws IOException {
        assumeTrue(containers.engine().host().caller().canMakeNamespaces(), "making device nodes needs root");
        RuntimeSpec own = containers
                .engine()
                .configuration(shell("umask; cd /dev; stat -c '%n %F %t:%T %a %u:%g' mine block pipe deep/null null")
                        .build());
        RuntimeSpec made = withLinux(
                own,
                linux -> linux.namespaces(own.linux().namespaces().stream()
                                .filter(namespace -> namespace.type() != LinuxNamespaceType.USER)
                                .toList())
                        .uidMappings(List.of())
                        .gidMappings(List.of())
                        .devices(List.of(
                                new LinuxDevice("/dev/mine", "c", 1L, 3L, 0602, 7L, 8L),
                                new LinuxDevice("/dev/block", "b", 259L, 300L, 0640, 0L, 6L),
                                new LinuxDevice("/dev/pipe", "p", null, null, 0622, null, null),
                                new LinuxDevice("/dev/deep/null", "c", 1L, 3L, null, null, null))));

        assertThat(containers.run(made).text()).isEqualTo("""
                0022
                mine character special file 1:3 602 7:8
                block block special file 103:12c 640 0:6
                pipe fifo 0:0 622 0:0
                deep/null character special file 1:3 666 0:0
                null character special file 1:3 666 0:0""");
    }
}
