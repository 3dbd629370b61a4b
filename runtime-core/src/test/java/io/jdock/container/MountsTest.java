package io.jdock.container;

import static io.jdock.container.Configurations.withLinux;
import static io.jdock.container.Configurations.withMounts;
import static io.jdock.container.Configurations.withProcess;
import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.say;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.RootFileSystem.Access;
import io.jdock.kernel.Errno;
import io.jdock.oci.LinuxIdMapping;
import io.jdock.oci.LinuxNamespace;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.PlanException;
import io.jdock.program.Instruction;
import io.jdock.program.Operand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the words of a mount become in the kernel: seen in /proc/self/mountinfo, and kept. */
class MountsTest {
    private static final String SHOW = "cat /proc/self/mountinfo";

    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    private Path temporary;

    @BeforeEach
    void everybodyMayWrite() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static RuntimeSpec configuration(ContainerSpec.Builder spec, Mount... mounts) {
        return withMounts(containers.engine().configuration(spec.build()), mounts);
    }

    private static Containers.Result run(String script, Mount... mounts) throws IOException {
        return containers.run(configuration(shell(script), mounts));
    }

    private Mount bind(String... options) {
        return Mount.of("/data", "none", temporary.toString(), options);
    }

    /** Options of the mount at a path; proc(5), mountinfo: the sixth field. */
    private static List<String> options(Containers.Result seen, String path) {
        return seen.lines().stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields[4].equals(path))
                .map(fields -> Arrays.asList(fields[5].split(",")))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    // ---- remounts

    @Test
    void aRemountGivesAnEarlierMountOtherAttributes() throws IOException {
        Containers.Result seen = run(
                SHOW,
                Mount.of("/data", "tmpfs", "tmpfs", "nodev"),
                Mount.of("/data", "none", "none", "bind", "remount", "ro", "noexec"));

        assertThat(options(seen, "/data")).contains("ro", "noexec", "nodev");
    }

    @Test
    void aRemountChangesTheFileSystemThatTheContainerMade() throws IOException {
        Containers.Result seen = run(
                "head -c 100000 /dev/zero > /data/file 2>/dev/null || echo full; wc -c < /data/file",
                Mount.of("/data", "tmpfs", "tmpfs", "size=1m"),
                Mount.of("/data", "tmpfs", "tmpfs", "remount", "size=64k"));

        assertThat(seen.lines()).containsExactly("full", "65536");
    }

    @Test
    void aRemountOfABindMountLeavesTheFileSystemOfTheHostAlone() throws IOException {
        assertThat(run(
                                "echo > /data/file 2>/dev/null || echo refused",
                                bind("bind"),
                                Mount.of("/data", "none", "none", "remount", "ro"))
                        .lines())
                .containsExactly("refused");
        Files.createFile(temporary.resolve("writable"));
    }

    @Test
    void withoutAnEarlierMountThereIsNothingToRemount() {
        assertThatThrownBy(() -> run(SHOW, Mount.of("/usr/share", "none", "none", "bind", "remount", "ro")))
                .hasMessageContaining("there is no earlier mount to remount");
    }

    // ---- attributes

    @ParameterizedTest
    @ValueSource(strings = {"ro", "nosuid", "nodev", "noexec", "nosymfollow"})
    void anAttributeIsSetOnABindMount(String attribute) throws IOException {
        assertThat(options(run(SHOW, bind("bind", attribute)), "/data")).contains(attribute);
        assertThat(options(run(SHOW, bind("bind")), "/data")).doesNotContain(attribute);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ro", "nosuid", "nodev", "noexec", "nosymfollow", "noatime", "nodiratime"})
    void anAttributeIsSetOnANewFileSystem(String attribute) throws IOException {
        assertThat(options(run(SHOW, Mount.of("/data", "tmpfs", "tmpfs", attribute)), "/data"))
                .contains(attribute);
        assertThat(options(run(SHOW, Mount.of("/data", "tmpfs", "tmpfs")), "/data"))
                .contains("rw", "relatime")
                .doesNotContain(attribute);
    }

    @Test
    void accessTimesThatAreStrictAreNotRelative() throws IOException {
        assertThat(options(run(SHOW, Mount.of("/data", "tmpfs", "tmpfs", "strictatime")), "/data"))
                .doesNotContain("relatime", "noatime");
    }

    @Test
    void readOnlyIsKept() throws IOException {
        Containers.Result result = run("touch /data/new", bind("bind", "ro"));

        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("Read-only file system");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void noProgramRunsFromNoexec() throws IOException {
        String script = "cp /bin/true /data/program; /data/program";

        assertThat(run(script, Mount.of("/data", "tmpfs", "tmpfs")).status()).isZero();
        assertThat(run(script, Mount.of("/data", "tmpfs", "tmpfs", "noexec")))
                .satisfies(result -> assertThat(result.status()).isEqualTo(126))
                .satisfies(result -> assertThat(result.err()).contains("Permission denied"));
    }

    @Test
    void noDeviceIsOpenedOnNodev() throws IOException {
        String script = "echo > /data/null && echo opened";

        assertThat(run(script, Mount.of("/data", "none", "/dev", "rbind")).text())
                .isEqualTo("opened");
        assertThat(run(script, Mount.of("/data", "none", "/dev", "rbind", "nodev")))
                .satisfies(result -> assertThat(result.out()).isEmpty())
                .satisfies(result -> assertThat(result.err()).contains("Permission denied"));
    }

    @Test
    void noLinkIsFollowedOnNosymfollow() throws IOException {
        String script = "ln -s /etc/passwd /data/link; cat /data/link > /dev/null";

        assertThat(run(script, Mount.of("/data", "tmpfs", "tmpfs", "nosymfollow"))
                        .err())
                .contains("Too many levels of symbolic links");
    }

    @Test
    void noProgramGivesTheRightsOfItsOwnerOnNosuid() throws IOException {
        assumeTrue(containers.engine().host().canMapRanges(), "no ids but the caller's can be mapped: no newuidmap");
        String script = "cp /usr/bin/id /data/id && chmod 4755 /data/id"
                + " && setpriv --reuid 1 --regid 1 --clear-groups --inh-caps=-all /data/id -u";

        assertThat(asSeveralUsers(script, Mount.of("/data", "tmpfs", "tmpfs"))).isEqualTo("0");
        assertThat(asSeveralUsers(script, Mount.of("/data", "tmpfs", "tmpfs", "nosuid")))
                .isEqualTo("1");
    }

    private static String asSeveralUsers(String script, Mount mount) throws IOException {
        ContainerSpec.Builder spec = shell(script).user(new UserChoice(0, 0, List.of(1L)));
        return containers
                .run(withProcess(configuration(spec, mount), process -> process.noNewPrivileges(false)))
                .text();
    }

    @Test
    void aRecursiveAttributeIsOnTheMountsBelowToo() throws IOException {
        assumeTrue(isMount("/dev/shm"), "the host mounts nothing on /dev/shm");
        Containers.Result plain = run(SHOW, Mount.of("/data", "none", "/dev", "rbind", "ro"));
        Containers.Result recursive = run(SHOW, Mount.of("/data", "none", "/dev", "rbind", "rro", "rnoexec"));

        assertThat(options(plain, "/data")).contains("ro");
        assertThat(options(plain, "/data/shm")).contains("rw");
        assertThat(options(recursive, "/data")).contains("ro", "noexec");
        assertThat(options(recursive, "/data/shm")).contains("ro", "noexec");
        assertThat(run("touch /data/shm/new", Mount.of("/data", "none", "/dev", "rbind", "rro"))
                        .err())
                .contains("Read-only file system");
    }

    @Test
    void aVolumeThatIsReadOnlyIsSoWithAllThatIsMountedBelow() throws IOException {
        assumeTrue(isMount("/dev/shm"), "the host mounts nothing on /dev/shm");

        Containers.Result result = containers.run(
                shell("touch /data/new /data/shm/new").volume(new Volume(Path.of("/dev"), Path.of("/data"), true)));

        assertThat(result.status()).isNotZero();
        assertThat(result.err().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("Read-only file system"));
    }

    private static boolean isMount(String path) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .anyMatch(line -> line.split(" ", -1)[4].equals(path));
    }

    // ---- propagation

    @ParameterizedTest
    @CsvSource({"private,''", "slave,master", "shared,shared", "unbindable,unbindable"})
    void theRootHasThePropagationOfTheConfiguration(String word, String field) throws IOException {
        for (String prefix : List.of("", "r")) {
            RuntimeSpec configuration = withLinux(
                    containers.engine().configuration(shell(SHOW).build()),
                    linux -> linux.rootfsPropagation(prefix + word));

            // proc(5), mountinfo: optional fields are between the options and a dash
            String propagation = propagation(containers.run(configuration), "/");

            if (word.equals("slave")) { // of whom? A tmpfs that the container made has no master, so it is private
                assertThat(propagation).isIn("", "master");
            } else {
                assertThat(propagation).isEqualTo(field);
            }
        }
    }

    private static String propagation(Containers.Result seen, String path) {
        String line = seen.lines().stream()
                .filter(mount -> mount.split(" ", -1)[4].equals(path))
                .reduce((first, last) -> last)
                .orElseThrow();
        String[] fields = line.split(" ", -1);
        return fields[6].equals("-") ? "" : fields[6].replaceAll(":.*", "");
    }

    @ParameterizedTest
    @CsvSource({"rslave,true", "rshared,true", "rprivate,false"})
    void aLaterMountOfTheHostIsSeenWhereItIsPassedOn(String word, boolean seen) throws Exception {
        assumeTrue(containers.engine().host().caller().canMakeNamespaces(), "mounting on the host needs root");
        Path source = Files.createDirectory(temporary.resolve("source"));
        host("mount", "--bind", source.toString(), source.toString());
        try {
            host("mount", "--make-shared", source.toString());
            Path below = Files.createDirectory(source.resolve("below"));
            Container container = containers.start(
                    configuration(
                            shell("echo ready; read -r go; grep -c ' /data/below ' /proc/self/mountinfo"),
                            Mount.of("/data", "none", source.toString(), "rbind", word)),
                    Path.of("/"));
            assertThat(line(container)).isEqualTo("ready");

            host("mount", "-t", "tmpfs", "later", below.toString());
            say(container, "go");

            assertThat(line(container)).isEqualTo(seen ? "1" : "0");
            Containers.await(container);
            host("umount", below.toString());
        } finally {
            host("umount", "-l", source.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rshared", "rslave", "rprivate", "rw"})
    void aMountOfTheContainerIsNeverSeenOnTheHost(String word) throws Exception {
        assumeTrue(containers.engine().host().caller().canMakeNamespaces(), "mounting on the host needs root");
        Path source = Files.createDirectory(temporary.resolve("source"));
        Files.createDirectory(source.resolve("below"));
        host("mount", "--bind", source.toString(), source.toString());
        try {
            host("mount", "--make-shared", source.toString());
            ContainerSpec.Builder spec = shell("mount -t tmpfs inner /data/below && echo mounted; read -r go")
                    .addCapability("SYS_ADMIN")
                    .seccomp(new SeccompChoice.Unconfined());
            Container container = containers.start(
                    configuration(spec, Mount.of("/data", "none", source.toString(), "rbind", word)), Path.of("/"));

            assertThat(line(container)).isEqualTo("mounted");
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(source + "/below");
            say(container, "go");
            Containers.await(container);
        } finally {
            host("umount", "-l", source.toString());
        }
    }

    private static void host(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.inputReader().lines().toList()).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    // ---- file systems

    @Test
    void aTmpfsHasItsSizeAndItsMode() throws IOException {
        ContainerSpec.Builder spec = shell(
                        "stat -c '%a %F' /data; head -c 100000 /dev/zero > /data/file;" + " stat -c %s /data/file")
                .tmpfs(new Tmpfs(Path.of("/data"), OptionalLong.of(65536), 01750));

        Containers.Result result = containers.run(spec);

        assertThat(result.out()).isEqualTo("1750 directory\n65536\n");
        assertThat(result.err()).contains("No space left on device");
    }

    @Test
    void aTmpfsHasNoMoreFilesThanItMay() throws IOException {
        Containers.Result result =
                run("touch /data/1 /data/2 /data/3; ls /data", Mount.of("/data", "tmpfs", "tmpfs", "nr_inodes=3"));

        assertThat(result.out()).isEqualTo("1\n2\n");
        assertThat(result.err()).contains("No space left on device");
    }

    @Test
    void messageQueuesAreFiles() throws IOException {
        assertThat(containers.output("stat -f -c %t /dev/mqueue; touch /dev/mqueue/queue; cat /dev/mqueue/queue"))
                .startsWith("19800202\nQSIZE:0"); // MQUEUE_MAGIC of linux/magic.h
    }

    @Test
    void procAndSysfsAreTheKernelsAndSysfsIsReadOnly() throws IOException {
        Containers.Result result =
                containers.run(shell("stat -f -c %t /proc /sys; echo 1 > /sys/kernel/profiling; " + SHOW));

        assertThat(result.out()).startsWith("9fa0\n62656572\n"); // statfs(2): PROC_SUPER_MAGIC, SYSFS_MAGIC
        assertThat(result.out())
                .containsPattern(" /proc rw,nosuid,nodev,noexec,")
                .containsPattern(" /sys ro,nosuid,nodev,noexec,");
        assertThat(result.err()).contains("Read-only file system");
    }

    // ---- places

    @Test
    void aTargetThatIsMissingIsMade() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "text");

        assertThat(containers
                        .run(shell("stat -c %F /new/deep/directory /new/deep/file; cat /new/deep/file")
                                .volume(new Volume(temporary, Path.of("/new/deep/directory"), true))
                                .volume(new Volume(file, Path.of("/new/deep/file"), true)))
                        .text())
                .isEqualTo("directory\nregular file\ntext");
    }

    @ParameterizedTest
    @EnumSource(names = {"THROW_AWAY", "WRITABLE"})
    void aTargetThatIsMissingInARootDirectoryIsMade(Access access) throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "text");
        Rootfs rootfs = Rootfs.in(temporary);
        for (String directory : List.of("dev", "proc", "sys", "new")) {
            rootfs.directory(directory);
        }
        assertThat(rootfs.path().resolve("new").toFile().setWritable(true, false))
                .isTrue();

        assertThat(containers
                        .run(shell("stat -c %F /new/directory; cat /new/file")
                                .root(rootfs.as(access))
                                .volume(new Volume(file, Path.of("/new/file"), true))
                                .tmpfs(Tmpfs.at(Path.of("/new/directory"))))
                        .text())
                .isEqualTo("directory\ntext");
        assertThat(Files.exists(rootfs.path().resolve("new/file"))).isEqualTo(access == Access.WRITABLE);
    }

    @Test
    void whatIsWrittenMayTakeLargePagesWhereTheKernelHasThem() throws IOException {
        ContainerSpec spec = ContainerSpec.builder("true")
                .root(new RootFileSystem.Layers(List.of(temporary)))
                .build();

        assertThat(containers.engine().plan(spec).steps())
                .filteredOn(step -> step.what().equals("mount a tmpfs for what the container writes"))
                .singleElement()
                .satisfies(step -> assertThat(step.code())
                        .filteredOn(instruction -> instruction instanceof Instruction.Call call
                                && call.arguments().contains(Operand.of("huge")))
                        .singleElement()
                        .satisfies(call -> assertThat(((Instruction.Call) call).tolerated())
                                .containsExactly(Errno.EINVAL)));
    }

    @Test
    void filesOfARootDirectoryHaveTheOwnersThatTheyHaveOutside() throws IOException {
        assumeTrue(
                containers.engine().host().caller().canMapAnyId()
                        && containers.engine().host().kernel().atLeast(5, 19),
                "overlays take id-mapped layers since Linux 5.19, and only root makes them");
        Rootfs rootfs = Rootfs.in(temporary);
        for (String directory : List.of("dev", "proc", "sys")) {
            rootfs.directory(directory);
        }
        rootfs.file("of-root", "").file("of-another", "");
        Files.setAttribute(rootfs.path().resolve("of-another"), "unix:uid", 1234);

        assertThat(containers
                        .run(shell("stat -c %u /of-root /of-another; echo changed > /of-root; rm /of-another; ls /of*")
                                .root(rootfs.as(Access.THROW_AWAY)))
                        .text())
                .isEqualTo("0\n1234\n/of-root");
        assertThat(rootfs.path().resolve("of-root")).isEmptyFile();
        assertThat(rootfs.path().resolve("of-another")).exists();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMountCanHaveIdsOfItsOwn(boolean userNamespace) throws IOException {
        assumeTrue(containers.engine().host().caller().canMapAnyId(), "only root maps ids of a mount as it likes");
        Path file = Files.writeString(temporary.resolve("file"), "text");
        Files.setAttribute(file, "unix:uid", 1000);
        Files.setAttribute(file, "unix:gid", 1001);
        RuntimeSpec own = containers
                .engine()
                .configuration(shell("stat -c '%u %g' /data/file; echo more >> /data/file; touch /data/new"
                                + " && stat -c %u /data/new")
                        .build());
        if (!userNamespace) {
            own = Configurations.withLinux(
                    own,
                    linux -> linux.uidMappings(List.of())
                            .gidMappings(List.of())
                            .namespaces(List.of(
                                    LinuxNamespace.create(LinuxNamespaceType.MOUNT),
                                    LinuxNamespace.create(LinuxNamespaceType.PID),
                                    LinuxNamespace.create(LinuxNamespaceType.NETWORK),
                                    LinuxNamespace.create(LinuxNamespaceType.IPC),
                                    LinuxNamespace.create(LinuxNamespaceType.UTS))));
        }
        long user = userNamespace ? own.linux().uidMappings().get(0).hostID() : 0;
        long group = userNamespace ? own.linux().gidMappings().get(0).hostID() : 0;
        Mount mount = new Mount(
                "/data",
                "none",
                temporary.toString(),
                List.of("bind"),
                List.of(new LinuxIdMapping(1000, user + 7, 1), new LinuxIdMapping(2000, user, 1)),
                List.of(new LinuxIdMapping(1001, group + 8, 1), new LinuxIdMapping(2001, group, 1)));
        Files.setAttribute(temporary, "unix:uid", 2000);
        Files.setAttribute(temporary, "unix:gid", 2001);

        assertThat(containers.run(Configurations.withMounts(own, mount)).text()).isEqualTo("7 8\n0");
        assertThat(file).hasContent("textmore");
        assertThat(Files.getAttribute(temporary.resolve("new"), "unix:uid"))
                .as("the container's root writes as this user")
                .isEqualTo(2000);
    }

    /** What config.md, "Linux mount options", says of {@code idmap} and {@code ridmap}. */
    @ParameterizedTest
    @CsvSource({"idmap, 7 65534", "ridmap, 7 7"})
    void idsAreMappedOnTheMountAloneOrOnAllBelow(String option, String owners) throws Exception {
        assumeTrue(containers.engine().host().caller().canMapAnyId(), "only root maps ids of a mount as it likes");
        Path below = Files.createDirectory(temporary.resolve("below"));
        Files.setAttribute(Files.createFile(temporary.resolve("file")), "unix:uid", 1000);
        RuntimeSpec own = containers
                .engine()
                .configuration(shell("stat -c %u /data/file /data/below").build());
        List<LinuxIdMapping> users = List.of(
                new LinuxIdMapping(1000, own.linux().uidMappings().get(0).hostID() + 7, 1));
        List<LinuxIdMapping> groups =
                List.of(new LinuxIdMapping(0, own.linux().gidMappings().get(0).hostID(), 1));
        Mount mount = new Mount("/data", "none", temporary.toString(), List.of("rbind", option), users, groups);

        host("mount", "-t", "tmpfs", "-o", "uid=1000", "below", below.toString());
        try {
            assertThat(containers.run(Configurations.withMounts(own, mount)).text())
                    .isEqualTo(owners.replace(' ', '\n'));
        } finally {
            host("umount", "-l", below.toString());
        }
    }

    @Test
    void withoutRootAMountHasTheContainersIds() {
        assumeFalse(containers.engine().host().caller().canMapAnyId(), "root may map others");
        Mount mount = new Mount(
                "/data",
                "none",
                temporary.toString(),
                List.of("bind"),
                List.of(new LinuxIdMapping(0, 7, 1)),
                List.of(new LinuxIdMapping(0, 7, 1)));
        RuntimeSpec own =
                containers.engine().configuration(ContainerSpec.builder("true").build());

        assertThatThrownBy(() -> containers.run(Configurations.withMounts(own, mount)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(".uidMappings: without root, only the mappings of the container's");
    }

    @Test
    void aRootThatIsReadOnlyHasRoomOnlyWhereItWasGiven() throws IOException {
        Containers.Result result = containers.run(
                shell("touch /new; touch /tmp/new && ls /tmp; " + SHOW).readOnlyRoot(true));

        assertThat(result.out()).startsWith("new\n").containsPattern(" / / ro[, ]");
        assertThat(result.err()).contains("Read-only file system");
        assertThat(containers.output("touch /new; ls -d /new")).isEqualTo("/new");
    }

    // ---- tmpcopyup

    private static final String LIST =
            "find . ! -name . -printf '%P %y %m %l %T@' '(' -type f -printf ' %s' -o -true ')' -printf '\\n' | sort";

    private static String list(Path directory) throws IOException {
        return Containers.finish(new ProcessBuilder("sh", "-c", LIST)
                        .directory(directory.toFile())
                        .start())
                .text();
    }

    private Path filled() throws IOException {
        Path data = Files.createDirectory(temporary.resolve("data"));
        Files.createDirectories(data.resolve("a/b/c/d"));
        Files.createDirectory(data.resolve("empty"));
        Files.writeString(data.resolve("a/b/c/d/deep"), "deep");
        Files.write(data.resolve("a/large"), new byte[3_000_000]);
        for (int i = 0; i < 1500; i++) { // more than one call of getdents64(2) gives
            Files.createFile(data.resolve("a/b/file-with-a-name-that-takes-room-" + i));
        }
        Files.createSymbolicLink(data.resolve("link"), Path.of("/no/such"));
        Files.createSymbolicLink(data.resolve("...up"), Path.of(".."));
        Path tool = Files.writeString(data.resolve(".tool"), "#!/bin/sh\necho ran\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(data.resolve("a/b/c"), PosixFilePermissions.fromString("r-xr-xr-x"));
        return data;
    }

    @Test
    void aTmpfsBeginsWithACopyOfWhatItCovers() throws IOException {
        Path data = filled();
        String before = list(data);
        Mount source = Mount.of("/data", null, data.toString(), "rbind");

        Containers.Result inside = run(
                "cd /data && " + LIST
                        + " && ./.tool && cat a/b/c/d/deep && rm -r a/large && echo new > a/b/c/d/deep && stat -f"
                        + " -c %T .",
                source,
                Mount.of("/data", "tmpfs", "tmpfs", "tmpcopyup", "size=16m"));

        assertThat(inside.lines())
                .containsSequence("ran", "deeptmpfs")
                .containsAll(before.lines().toList());
        assertThat(list(data)).isEqualTo(before);
    }

    @Test
    void aCopyCanBeReadOnly() throws IOException {
        Mount source = Mount.of("/data", null, filled().toString(), "rbind");

        assertThat(run(
                                "cat /data/a/b/c/d/deep; touch /data/new 2>&1 | grep -o 'Read-only file system'",
                                source,
                                Mount.of("/data", "tmpfs", "tmpfs", "ro", "tmpcopyup"))
                        .text())
                .isEqualTo("deepRead-only file system");
    }

    @Test
    void aCopyThatHasNoRoomIsAnError() throws IOException {
        Mount source = Mount.of("/data", null, filled().toString(), "rbind");

        assertThatThrownBy(() -> run("true", source, Mount.of("/data", "tmpfs", "tmpfs", "tmpcopyup", "size=1m")))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("copy /data to a tmpfs")
                .hasMessageContaining("ENOSPC")
                .hasMessageContaining("more than the size of the tmpfs");
    }

    @Test
    void onlyATmpfsCopies() {
        assertThatThrownBy(() -> run("true", Mount.of("/data", "proc", "proc", "tmpcopyup")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("tmpcopyup is for mounts of type tmpfs");
    }

    // ---- the end

    @Test
    void aVolumesSourceCanBeUnmountedAtOnceWhenTheContainerHasEnded() throws Exception {
        assumeTrue(containers.engine().host().caller().canMakeNamespaces(), "only root can mount on the host");
        Path source = Files.createDirectory(temporary.resolve("source"));
        for (int i = 0; i < 20; i++) {
            host("mount", "-t", "tmpfs", "none", source.toString());
            try {
                assertThat(containers
                                .run(shell("true").volume(Volume.writable(source)))
                                .status())
                        .isZero();
            } finally {
                host("umount", source.toString());
            }
        }
    }

    @Test
    void onlyMountsThatNobodyUnmountsMayBeThereWhenTheEndIsTold() {
        Jdock engine = containers.engine();

        String told = "tell the owner the application's exit status";
        assertThat(engine.explain(shell("true").build())).contains(told);
        assertThat(engine.explain(shell("true")
                        .root(new RootFileSystem.Layers(List.of(temporary)))
                        .build()))
                .contains(told);
        assertThat(List.of(
                        engine.explain(
                                shell("true").volume(Volume.writable(temporary)).build()),
                        engine.explain(shell("true")
                                .root(new RootFileSystem.Directory(temporary, Access.READ_ONLY))
                                .build())))
                .noneMatch(plan -> plan.contains(told));
    }
}
