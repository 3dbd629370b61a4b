package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.kernel.Errno;
import io.jdock.oci.LinuxIntelRdt;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done at a resctrl file system, of which few test machines have one. */
class ResctrlGroupTest {
    private static final Path MOUNT = Path.of("/sys/fs/resctrl");

    private final FakeControlFiles files =
            new FakeControlFiles().directory("/sys/fs/resctrl").file("/sys/fs/resctrl/schemata", "L3:0=7ff;1=7ff");

    private ResctrlGroup group(LinuxIntelRdt wanted) {
        return new ResctrlGroup(files, MOUNT, "web", wanted);
    }

    private static LinuxIntelRdt wanted(@Nullable String closId, String... schemata) {
        return new LinuxIntelRdt(closId, List.of(schemata), null, null, false, false, false);
    }

    private static LinuxIntelRdt monitored(@Nullable String closId) {
        return new LinuxIntelRdt(closId, List.of(), null, null, true, false, false);
    }

    @Test
    void theGroupIsNamedAfterTheContainerAndGoneWithIt() {
        ResctrlGroup group = group(wanted(null));

        group.make();
        assertThat(group.tasksFiles()).containsExactly(MOUNT.resolve("web/tasks"));
        group.remove();

        assertThat(files.log()).containsExactly("mkdir /sys/fs/resctrl/web", "rmdir /sys/fs/resctrl/web");
    }

    @Test
    void linesAreWrittenInTheOrderOfTheSpecification() {
        files.file("/sys/fs/resctrl/web/schemata", "");

        group(new LinuxIntelRdt(null, List.of("L2:0=f", "MB:1=50"), "L3:0=7f", "MB:0=20", false, false, false))
                .make();

        assertThat(files.log())
                .containsExactly(
                        "mkdir /sys/fs/resctrl/web",
                        "write L3:0=7f\n /sys/fs/resctrl/web/schemata",
                        "write MB:0=20\n /sys/fs/resctrl/web/schemata",
                        "write L2:0=f\n /sys/fs/resctrl/web/schemata",
                        "write MB:1=50\n /sys/fs/resctrl/web/schemata");
    }

    @Test
    void aGroupWithANameIsMadeAndStays() {
        files.file("/sys/fs/resctrl/gold/schemata", "");
        ResctrlGroup group = group(wanted("gold", "L3:0=f"));

        group.make();
        group.remove();

        assertThat(files.log())
                .containsExactly("mkdir /sys/fs/resctrl/gold", "write L3:0=f\n /sys/fs/resctrl/gold/schemata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"L3:0=f0;1=ff", "L3:1=FF", "L3:0=0f0", "MB:0=20", "L3:0=0xf0"})
    void aGroupThatIsThereIsTakenIfItIsAsAskedFor(String line) {
        files.directory("/sys/fs/resctrl/gold")
                .file("/sys/fs/resctrl/gold/schemata", "    MB:0= 20;1=100\n    L3:0=0f0;1=0ff");

        group(wanted("gold", line)).make();

        assertThat(files.log()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"L3:0=f1", "L3:2=f0", "MB:0=21", "L2:0=1"})
    void aGroupThatIsThereAndIsDifferentIsAnError(String line) {
        files.directory("/sys/fs/resctrl/gold")
                .file("/sys/fs/resctrl/gold/schemata", "    MB:0= 20;1=100\n    L3:0=0f0;1=0ff");

        assertThatThrownBy(() -> group(wanted("gold", "L3:0=f0", line)).make())
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("linux.intelRdt.schemata[1]: the class of service gold has ")
                .hasMessageContaining("take another closID");
        assertThat(files.log()).isEmpty();
    }

    @Test
    void withoutLinesTheGroupMustBeThere() {
        assertThatThrownBy(() -> group(wanted("gold")).make())
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("linux.intelRdt.closID: there is no class of service gold");

        files.directory("/sys/fs/resctrl/gold");
        group(wanted("gold")).make();

        assertThat(files.log()).isEmpty();
    }

    @Test
    void theSlashIsTheDefaultGroup() {
        ResctrlGroup group = group(wanted("/"));

        group.make();
        group.remove();

        assertThat(group.tasksFiles()).containsExactly(MOUNT.resolve("tasks"));
        assertThat(files.log()).isEmpty();
    }

    @Test
    void aMonitoringGroupIsJoinedAfterItsOwnerAndGoneInTheEnd() {
        files.directory("/sys/fs/resctrl/gold").directory("/sys/fs/resctrl/gold/mon_groups");
        ResctrlGroup group = group(monitored("gold"));

        group.make();
        assertThat(group.tasksFiles())
                .containsExactly(MOUNT.resolve("gold/tasks"), MOUNT.resolve("gold/mon_groups/web/tasks"));
        group.remove();

        assertThat(files.log())
                .containsExactly(
                        "mkdir /sys/fs/resctrl/gold/mon_groups/web", "rmdir /sys/fs/resctrl/gold/mon_groups/web");
    }

    @Test
    void withoutRoomForAMonitoringGroupNothingStays() {
        files.failing("mkdir /sys/fs/resctrl/web/mon_groups/web", Errno.ENOSPC);

        assertThatThrownBy(() -> group(monitored(null)).make())
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("linux.intelRdt.enableMonitoring: cannot make a monitoring group")
                .hasMessageContaining("ENOSPC");
        assertThat(files.log()).endsWith("rmdir /sys/fs/resctrl/web");
    }

    @Test
    void theKernelSaysWhatIsWrongWithALine() {
        files.file("/sys/fs/resctrl/web/schemata", "")
                .file("/sys/fs/resctrl/info/last_cmd_status", "Unknown or unsupported resource name 'L9'")
                .failing("write L9:0=1\n /sys/fs/resctrl/web/schemata", Errno.EINVAL);

        assertThatThrownBy(() -> group(wanted(null, "L9:0=1")).make())
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("linux.intelRdt.schemata[0]: cannot set L9:0=1")
                .hasMessageEndingWith("the kernel says: Unknown or unsupported resource name 'L9'");
        assertThat(files.log()).endsWith("rmdir /sys/fs/resctrl/web");
    }

    @Test
    void aGroupOfTheSameNameIsAnothersAndStays() {
        files.directory("/sys/fs/resctrl/web");

        assertThatThrownBy(() -> group(wanted(null)).make())
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("EEXIST");
        assertThat(files.log()).containsExactly("mkdir /sys/fs/resctrl/web");
    }

    @Test
    void withoutTheFileSystemItIsAnError() {
        assertThatThrownBy(() -> ResctrlGroup.of(Optional.empty(), "web", wanted(null)))
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("linux.intelRdt: no resctrl file system is mounted");
    }
}
