package io.jdock.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.cgroup.CgroupException;
import io.jdock.kernel.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd is asked over a real bus; who answers is not systemd. */
class SystemdManagerTest {
    private static final ScopeName SCOPE = new ScopeName("machine.slice", "libpod-web.scope");

    @TempDir
    private Path directory;

    private FakeSystemd systemd;
    private SystemdManager manager;

    @BeforeEach
    void startsTheBus() throws Exception {
        systemd = FakeSystemd.start(directory);
        manager = SystemdManager.of(
                false, Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=x,guid=1;unix:path=" + directory + "/b%75s"));
    }

    @AfterEach
    void endsIt() {
        if (systemd != null) {
            systemd.close();
        }
    }

    @Test
    void aScopeBeginsWithOneProcess() throws IOException {
        int before = OpenDescriptors.count();

        manager.start(SCOPE, 4711, "container web");

        assertThat(systemd.asked())
                .containsExactly(
                        "Subscribe[]",
                        "StartTransientUnit[libpod-web.scope, fail, [Description=container web, Slice=machine.slice,"
                                + " PIDs=[4711], Delegate=true, DefaultDependencies=false, CPUAccounting=true,"
                                + " IOAccounting=true, MemoryAccounting=true, TasksAccounting=true], []]");
        OpenDescriptors.awaitAtMost(before);
    }

    @Test
    void aScopeThatDoesNotComeUpIsAnError() {
        systemd.end("failed");

        assertThatThrownBy(() -> manager.start(SCOPE, 4711, "container web"))
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("cannot make the scope libpod-web.scope: the job of x.scope ended as failed");
    }

    @Test
    void aRefusalIsToldInItsWords() {
        systemd.refuse("org.freedesktop.DBus.Error.AccessDenied");

        assertThatThrownBy(() -> manager.start(SCOPE, 4711, "container web"))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("no such luck (org.freedesktop.DBus.Error.AccessDenied)")
                .hasMessageContaining("systemd is asked at unix:");
    }

    @Test
    void aFurtherProcessIsPutIntoTheScopeOrAGroupBelowIt() {
        manager.attach(SCOPE, 4711, "");
        manager.attach(SCOPE, 4712, "/init.scope");

        assertThat(systemd.asked())
                .containsExactly(
                        "AttachProcessesToUnit[libpod-web.scope, , [4711]]",
                        "AttachProcessesToUnit[libpod-web.scope, /init.scope, [4712]]");
    }

    @Test
    void systemdLearnsWhatTheFilesHold() throws IOException {
        Map<String, String> files = Map.of(
                "memory.max", "67108864\n",
                "memory.low", "0\n",
                "memory.swap.max", "max\n",
                "pids.max", "20\n",
                "cpu.weight", "39\n",
                "cpu.max", "50000 100000\n",
                "cpuset.cpus", "0-1,9\n",
                "cpuset.mems", "\n",
                "io.weight", "default 200\n8:0 100\n");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }

        manager.tell(SCOPE, directory);

        assertThat(systemd.asked())
                .containsExactly("SetUnitProperties[libpod-web.scope, true, [MemoryMax=67108864, MemoryLow=0,"
                        + " MemorySwapMax=18446744073709551615, TasksMax=20, CPUWeight=39, CPUQuotaPerSecUSec=500000,"
                        + " CPUQuotaPeriodUSec=100000, AllowedCPUs=[3, 2], AllowedMemoryNodes=[], IOWeight=200]]");
    }

    @Test
    void withoutALimitOfTimeThereIsNone() throws IOException {
        Files.writeString(directory.resolve("cpu.max"), "max 100000\n");

        manager.tell(SCOPE, directory);

        assertThat(systemd.asked().get(0)).contains("CPUQuotaPerSecUSec=18446744073709551615");
    }

    @Test
    void aScopeIsStoppedAndItsNameSetFree() {
        manager.stop(SCOPE);

        assertThat(systemd.asked())
                .containsExactly(
                        "Subscribe[]", "StopUnit[libpod-web.scope, replace]", "ResetFailedUnit[libpod-web.scope]");
    }

    @Test
    void aScopeThatHasEndedNeedNotBeStopped() {
        systemd.refuse("org.freedesktop.systemd1.NoSuchUnit");

        manager.stop(SCOPE);
    }

    @Test
    void theManagerSaysWhereItsGroupsAre() {
        assertThat(manager.controlGroup()).isEqualTo("/user.slice");
    }

    @Test
    void withoutABusTheErrorSaysWhereItWasLookedFor() {
        systemd.close();

        assertThatThrownBy(manager::controlGroup)
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("cannot learn where systemd makes control groups: connect ")
                .hasMessageContaining("ECONNREFUSED");
    }

    @ParameterizedTest
    @CsvSource({
        "machine.slice:libpod:0123,          /machine.slice/libpod-0123.scope",
        "user-a-b.slice:libpod:x,            /user.slice/user-a.slice/user-a-b.slice/libpod-x.scope",
        ":jdock:x,                           /jdock-x.scope",
        "-:jdock:x,                          /jdock-x.scope",
        "system.slice::x,                    /system.slice/x.scope",
        ",                                   /user.slice/jdock-web.scope"
    })
    void theScopesOfOtherRuntimesAreTheSameHere(String cgroupsPath, String path) {
        assertThat(manager.scope(Optional.ofNullable(cgroupsPath), "web").path())
                .isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/user.slice/x",
                "a.slice:b",
                "a.slice:b:c:d",
                "a:b:c",
                "a--b.slice:c:d",
                "-a.slice:c:d",
                "a-.slice:c:d",
                "a.slice:b:c/d",
                "../a.slice:b:c",
                "a.slice:b:c d"
            })
    void whatIsNoScopeIsAnError(String cgroupsPath) {
        assertThatThrownBy(() -> manager.scope(Optional.of(cgroupsPath), "web"))
                .isInstanceOf(CgroupException.class)
                .hasMessageStartingWith("linux.cgroupsPath: ");
    }
}
