package io.jdock.container;

import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.Containers.Result;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Syscall;
import io.jdock.kernel.UnixSocket;
import io.jdock.program.Assembler;
import io.jdock.program.Instruction;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What applications have done in other runtimes to get out, or to harm the host, tried by an application that is root inside.
 * Links in images are {@link HostileRootTest}'s, system calls {@link SeccompTest}'s, bombs {@link LimitsTest}'s, PID 1
 * {@link InitTest}'s.
 */
class AttacksTest {
    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    private Path temporary;

    /** What an attack could do: it says so only where it succeeds. */
    private static String gained(String script) throws IOException {
        Result result = containers.run(shell(script + "; true"));
        assertThat(result.status()).as(result.err()).isZero();
        return result.out();
    }

    /** CVE-2019-5736: a container's process wrote to the runtime's file, which root then executed on the host. */
    @Test
    void theLauncherIsNotOverwritten() throws IOException {
        Container container = containers.start(shell("echo ready; exec sleep 1000"));
        assertThat(line(container)).isEqualTo("ready");
        String attack = "cat /proc/1/exe > /dev/null && echo read; echo evil > /proc/1/exe && echo written; true";

        assertThat(exec(container, "/bin/sh", "-c", attack).text()).isEmpty();
        assertThat(exec(container, "/proc/self/exe").status())
                .as("what enters the container executes itself again inside, with no rights")
                .isNotZero();

        assertThat(exec(container, "/bin/echo", "intact").text()).isEqualTo("intact");
        container.destroyForcibly();
    }

    /** Looks at all that others have open and are in, as fast as it can, and says what is no pipe and not of its own root. */
    private static final String HUNT = """
            $| = 1;
            print "hunting\\n";
            my ($root) = join ":", stat "/";
            while (1) {
                opendir my $proc, "/proc";
                for my $pid (grep { /^\\d+$/ && $_ != 1 && $_ != $$ } readdir $proc) {
                    for my $to (map { readlink } glob "/proc/$pid/fd/*") {
                        print "door $to\\n" if defined $to && $to !~ m{^(pipe:|/usr/|/lib|/bin/|/etc/|/dev/null$)};
                    }
                    my $program = readlink "/proc/$pid/exe";
                    if (defined $program && $program =~ m{/cat$}) { print "seen\\n"; exit }
                    for my $place ("root", "cwd") {
                        my $there = join ":", stat "/proc/$pid/$place/.";
                        print "$place $there\\n" if $there ne "" && (split /:/, $there)[0] ne (split /:/, $root)[0];
                    }
                }
            }
            """;

    /** CVE-2016-9962, CVE-2024-21626: what entered a container had descriptors of the host, by which others inside came out. */
    @Test
    void whoEntersBringsNothingThatLeadsOut() throws IOException {
        Container container = containers.start(ContainerSpec.builder("perl", "-e", HUNT));
        assertThat(line(container)).isEqualTo("hunting");

        for (int i = 0; i < 20; i++) {
            assertThat(exec(container, "/bin/true").status()).isZero();
        }

        ContainerProcess seen = container.exec(ExecSpec.of("/bin/cat"));
        assertThat(line(container)).as("the first thing that was found").isEqualTo("seen");
        seen.getOutputStream().close();
        container.destroyForcibly();
    }

    private static Result exec(Container container, String... command) throws IOException {
        return Containers.finish(container.exec(ExecSpec.of(command)));
    }

    /** CVE-2024-21626: a descriptor of a host directory was still open when the working directory was entered. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void noDescriptorLeadsToTheHost(int number) {
        Path door = Path.of("/proc/self/fd/" + number);

        assertThatThrownBy(() -> containers.run(shell("pwd").workingDirectory(door)))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("cannot change to the working directory " + door);
    }

    /** Escapes by programs that the kernel starts on the host: core dumps, modules, cgroups of version 1, hotplug. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/sys/kernel/core_pattern",
                "/proc/sys/kernel/modprobe",
                "/proc/sys/kernel/hotplug",
                "/proc/sys/vm/panic_on_oom",
                "/proc/sysrq-trigger",
                "/sys/kernel/uevent_helper"
            })
    void noFileMakesTheKernelActOnTheHost(String file) throws IOException {
        assertThat(gained("true >> " + file + " && echo opened")).isEmpty(); // nothing is written even if it opens
    }

    /** CVE-2022-0492: a container mounted a hierarchy of control groups and set the program that is run at their end. */
    @Test
    void noControlGroupHasAReleaseAgentToSet() throws IOException {
        assertThat(gained("for f in $(find /sys/fs/cgroup -name release_agent); do true >> $f && echo $f; done"))
                .isEmpty();
        assertThat(gained("mkdir /tmp/c; mount -t cgroup -o memory none /tmp/c && echo mounted"))
                .isEmpty();
    }

    /** CVE-2025-31133, CVE-2023-27561: what hides the host's files was taken away, or was never there. */
    @ParameterizedTest
    @ValueSource(strings = {"/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/sys/firmware"})
    void masksStay(String path) throws IOException {
        assertThat(gained("umount " + path + " && echo bare; umount -l " + path + " && echo bare; mount --move " + path
                        + " /tmp && echo moved"))
                .isEmpty();
        assertThat(gained("[ -d " + path + " ] && ls -A " + path + " || cat " + path))
                .isEmpty();
    }

    @Test
    void whatIsReadOnlyStaysSo() throws IOException {
        assertThat(gained("mount -o remount,rw,bind /proc/sys && echo writable; mount -o remount,rw,bind /usr && echo"
                        + " writable; true > /usr/evil && echo written; mount -t proc none /tmp && echo mounted"))
                .isEmpty();
    }

    /**
     * Whoever makes a user namespace has all rights in it, so that it could mount what is masked here once more. By default,
     * the filter forbids it; without a filter, the kernel refuses a procfs that shows more than the one that is there
     * (mount_namespaces(7), mount_too_revealing()).
     */
    @Test
    void aNamespaceOfItsOwnShowsNothingThatIsMasked() throws IOException {
        String attack = "unshare --user --map-root-user --mount --pid --fork sh -c '"
                + "mount -t proc proc /proc && echo fresh; umount /proc/keys && echo bare; cat /proc/keys'; true";

        assertThat(gained(attack)).isEmpty();
        assertThat(containers
                        .run(shell(attack).seccomp(new SeccompChoice.Unconfined()))
                        .out())
                .isEmpty();
    }

    /** What enters a container must not trust its /proc, nor hand anything to one that lies (CVE-2025-52881). */
    @Test
    void whoHidesItsProcIsEnteredAllTheSame() throws IOException {
        Container container =
                containers.start(shell("mount -t tmpfs none /proc; mkdir -p /proc/self/fd /proc/self/attr;"
                                + " echo ready; exec sleep 1000")
                        .addCapability("SYS_ADMIN")
                        .seccomp(new SeccompChoice.Unconfined()));
        assertThat(line(container)).isEqualTo("ready");

        Result result = exec(container, "/bin/sh", "-c", "stat -f -c %T /proc; echo entered");

        assertThat(result.text()).as(result.err()).isEqualTo("tmpfs\nentered");
        container.destroyForcibly();
    }

    @Test
    void devicesOfTheHostAreNotMade() throws IOException {
        assertThat(gained("mknod /tmp/memory c 1 1 && cat /tmp/memory; mknod /tmp/disk b 259 0 && cat /tmp/disk"))
                .isEmpty();
    }

    @Test
    void whoKillsItsInitOnlyEndsItself() throws IOException {
        assertThat(gained("kill -KILL 1; kill -STOP 1; kill -SEGV 1; [ -d /proc/1 ] || echo ended"))
                .isEmpty();
        assertThat(containers.output("sleep 1000 & kill -KILL -1; echo on"))
                .as("kill(2) leaves out PID 1 and the sender")
                .isEqualTo("on");
        assertThat(containers.output("echo another container runs")).isEqualTo("another container runs");
    }

    @Test
    void whoIgnoresAllSignalsIsKilled() throws IOException {
        Container container = containers.start(
                shell("trap '' HUP INT QUIT TERM USR1 USR2; echo ready; while true; do sleep 0.1; done"));
        assertThat(line(container)).isEqualTo("ready");

        container.destroy();

        assertThat(Containers.await(container)).isEqualTo(128 + 9);
    }

    /** CVE-2022-29162: with inheritable capabilities, files could give rights back. */
    @Test
    void noCapabilityIsInheritable() throws IOException {
        assertThat(gained("grep -E 'Cap(Inh|Amb)' /proc/self/status | grep -v '\t0000000000000000$'"))
                .isEmpty();
    }

    @Test
    void packetsAreNotForged() throws IOException {
        assertThat(gained("grep CapBnd /proc/self/status"))
                .as("CAP_NET_RAW is bit 13, CAP_NET_ADMIN bit 12")
                .matches("CapBnd:\t[0-9a-f]{12}[048c][0-9a-f]{3}\n");
    }

    /** Raw sockets answer for others, and those for ping(8) carry data past rules for TCP and UDP. */
    @ParameterizedTest
    @CsvSource({"raw ICMP, 2, 3, 1", "ping, 2, 2, 1", "raw ICMPv6, 10, 3, 58", "whole frames, 17, 3, 0"})
    void socketsBelowTheTransportAreNotMade(String what, int family, int type, int protocol) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
        String script = "print socket(my $s, " + family + ", " + type + ", " + protocol + ") ? 'made'"
                + " : $!{EPERM} || $!{EACCES} ? 'refused' : $!";

        assertThat(containers
                        .run(ContainerSpec.builder("/usr/bin/perl", "-MErrno", "-e", script))
                        .text())
                .as(what)
                .isEqualTo("refused");
    }

    /** CVE-2020-15257: containerd listened on an abstract socket, which containers with the host's network could reach. */
    @Test
    void socketsOfTheHostAreNotThere() throws IOException {
        Path socket = temporary.resolve("jdock-attacked");
        try (UnixSocket listening = UnixSocket.listen(socket.toString())) {
            assertThat(Files.readString(Path.of("/proc/net/unix"))).contains(socket.toString());

            assertThat(gained("grep jdock-attacked /proc/net/unix")).isEmpty();
        }
    }

    @Test
    void processesOfTheHostAreNotThere() throws IOException {
        long pid = ProcessHandle.current().pid();

        assertThat(gained("ls -d /proc/[0-9]* | wc -l").strip())
                .as("PID 1, the shell, and the two programs of the pipe")
                .isIn("3", "4");
        assertThat(gained("kill -0 " + pid + " && echo reached")).isEmpty();
    }

    /** A set-user-id program gives its owner's rights to whoever runs it, unless no_new_privs is set (prctl(2)). */
    @Test
    void setUserIdProgramsGiveNoRights() throws IOException {
        assumeTrue(
                containers.engine().host().caller().canMapAnyId(),
                "without root, another user of the container is the caller, who owns the files");
        Rootfs rootfs = Rootfs.in(temporary).file("secret", "of root");
        for (String directory : List.of("dev", "proc", "sys")) {
            rootfs.directory(directory);
        }
        Files.setPosixFilePermissions(rootfs.path().resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        Path reader = Files.write(rootfs.path().resolve("reader"), reader());
        Files.setAttribute(reader, "unix:mode", 0104755);
        ContainerSpec.Builder spec = ContainerSpec.builder("/reader").root(rootfs.as(RootFileSystem.Access.WRITABLE));

        assertThat(containers.run(spec).status()).as("root reads").isZero();
        Result refused = containers.run(spec.user(new UserChoice(1000, 1000, List.of())));

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).startsWith("read /secret: EACCES");
    }

    /** A shell drops such rights of its own accord, so it would prove nothing. */
    private static byte[] reader() {
        Instruction open = new Instruction.Call(
                Syscall.OPENAT,
                List.of(Operand.of(-100), Operand.of("/secret"), Operand.of(0), Operand.of(0)),
                null,
                Set.of());
        return Assembler.forArchitecture(Architecture.current())
                .assemble(new Program(
                        List.of(new Program.Section(0, 1, List.of(open))),
                        new Program.Failure.Text(2, List.of("read /secret"))));
    }

    @Test
    void whoOpensFilesWithoutEndMeetsItsOwnLimit() throws IOException {
        Result result = containers.run(ContainerSpec.builder(
                        "/bin/bash", "-c", "for i in {1..200}; do exec {fd}</dev/null || exit 1; done; echo had 200")
                .ulimit(new Ulimit("nofile", 64, 64)));

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Too many open files");
        assertThat(containers.output("echo another container runs")).isEqualTo("another container runs");
    }

    /** The kernel counts them by user, and those of a container's with those of the user outside too. */
    @Test
    void whoWatchesFilesWithoutEndMeetsTheContainersLimit() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
        int call = Architecture.current() == Architecture.X86_64 ? 294 : 26; // inotify_init1

        Result result = containers.run(ContainerSpec.builder(
                        "/usr/bin/perl",
                        "-e",
                        "for (1..50) { if (syscall(" + call + ", 0) < 0) { print \"$_ $!\"; exit } } print 'had 50'")
                .sysctl("user.max_inotify_instances", "20"));

        assertThat(result.text()).isEqualTo("21 Too many open files");
    }
}
