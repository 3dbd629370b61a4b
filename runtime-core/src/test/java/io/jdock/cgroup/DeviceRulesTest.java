package io.jdock.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.oci.LinuxDevice;
import io.jdock.oci.LinuxDeviceCgroup;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DeviceRulesTest {
    private static final LinuxDeviceCgroup NULL = new LinuxDeviceCgroup(true, "c", 1L, 3L, "rw");

    @Test
    void version1StartsFromADefaultAndAddsExceptions() {
        assertThat(legacy(LinuxDeviceCgroup.DENY_ALL, NULL, new LinuxDeviceCgroup(true, "b", 8L, null, "r")))
                .containsExactly("deny a", "allow c 1:3 rw", "allow b 8:* r");
    }

    @Test
    void aRuleForBothTypesBecomesTwo() {
        assertThat(legacy(LinuxDeviceCgroup.DENY_ALL, new LinuxDeviceCgroup(true, "a", 5L, 0L, "rwm")))
                .containsExactly("deny a", "allow c 5:0 rwm", "allow b 5:0 rwm");
    }

    @Test
    void version1RefusesToTakeBackAPart() {
        LinuxDeviceCgroup all = new LinuxDeviceCgroup(true, "c", 1L, null, "rw");
        LinuxDeviceCgroup one = new LinuxDeviceCgroup(false, "c", 1L, 3L, "w");

        assertThatThrownBy(() -> legacy(LinuxDeviceCgroup.DENY_ALL, all, one))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("linux.resources.devices[2]: cgroup version 1 cannot take back a part of what"
                        + " linux.resources.devices[1] says about devices c 1:* rw");
        assertThat(legacy(LinuxDeviceCgroup.DENY_ALL, NULL, new LinuxDeviceCgroup(false, "c", 1L, 3L, "w")))
                .containsExactly("deny a", "allow c 1:3 rw", "deny c 1:3 w");
    }

    @Test
    void malformedRulesAreRefusedWithTheirField() {
        assertThatThrownBy(() -> legacy(new LinuxDeviceCgroup(true, "x", null, null, "rwm")))
                .hasMessageContaining("linux.resources.devices[0].type");
        assertThatThrownBy(() -> legacy(new LinuxDeviceCgroup(true, "c", -2L, null, "rwm")))
                .hasMessageContaining("linux.resources.devices[0].major");
        assertThatThrownBy(() -> legacy(new LinuxDeviceCgroup(true, "c", null, null, "rx")))
                .hasMessageContaining("linux.resources.devices[0].access");
    }

    @Test
    void aRuleForADeviceOutweighsThatTheContainerAsksForIt() {
        LinuxDevice kvm = new LinuxDevice("/dev/kvm", "c", 10L, 232L, null, null, null);
        LinuxDeviceCgroup readOnly = new LinuxDeviceCgroup(false, "c", 10L, 232L, "w");

        List<LinuxDeviceCgroup> rules =
                DeviceRules.withDefaults(List.of(LinuxDeviceCgroup.DENY_ALL, readOnly), List.of(kvm));

        DeviceMachine machine = new DeviceMachine(DeviceRules.parse(rules).program());
        assertThat(machine.grants('c', 10, 232, "r")).isTrue();
        assertThat(machine.grants('c', 10, 232, "w")).isFalse();
    }

    @Test
    void theDevicesOfEveryContainerComeLast() {
        List<LinuxDeviceCgroup> rules = DeviceRules.withDefaults(
                List.of(LinuxDeviceCgroup.DENY_ALL),
                List.of(
                        new LinuxDevice("/dev/kvm", "c", 10L, 232L, null, null, null),
                        new LinuxDevice("/run/fifo", "p", null, null, null, null, null)));

        DeviceMachine machine = new DeviceMachine(DeviceRules.parse(rules).program());
        assertThat(machine.grants('c', 1, 3, "rwm")).as("/dev/null").isTrue();
        assertThat(machine.grants('c', 5, 2, "rw")).as("/dev/ptmx").isTrue();
        assertThat(machine.grants('c', 136, 7, "rw")).as("/dev/pts/7").isTrue();
        assertThat(machine.grants('c', 10, 232, "rw")).as("/dev/kvm").isTrue();
        assertThat(machine.grants('b', 8, 0, "m")).as("mknod of a disk").isTrue();
        assertThat(machine.grants('b', 8, 0, "r")).as("reading a disk").isFalse();
        assertThat(machine.grants('c', 1, 1, "r")).as("/dev/mem").isFalse();
        assertThat(DeviceRules.withDefaults(List.of(), List.of())).isEmpty();
    }

    @Test
    void withoutRulesEverythingIsGranted() {
        assertThat(new DeviceMachine(DeviceRules.parse(List.of()).program()).grants('b', 8, 0, "rwm"))
                .isTrue();
    }

    @Test
    void rightsOfSeveralRulesAddUp() {
        DeviceMachine machine = new DeviceMachine(DeviceRules.parse(List.of(
                        LinuxDeviceCgroup.DENY_ALL,
                        new LinuxDeviceCgroup(true, "c", 1L, 3L, "r"),
                        new LinuxDeviceCgroup(true, "c", 1L, 3L, "w")))
                .program());

        assertThat(machine.grants('c', 1, 3, "rw")).isTrue();
        assertThat(machine.grants('c', 1, 3, "rwm")).isFalse();
    }

    /** The program decides as a plain reading of the list does: for each right, the last rule about it. */
    @Property(tries = 2000)
    void theProgramObeysTheLastRuleForEachRight(
            @ForAll("rules") List<LinuxDeviceCgroup> rules, @ForAll("access") LinuxDeviceCgroup wanted) {
        DeviceMachine machine = new DeviceMachine(DeviceRules.parse(rules).program());
        String access = String.valueOf(wanted.access());
        char type = String.valueOf(wanted.type()).charAt(0);
        long major = wanted.major() == null ? 1 : wanted.major();
        long minor = wanted.minor() == null ? 1 : wanted.minor();

        boolean expected = access.chars().allMatch(right -> lastRuleGrants(rules, type, major, minor, (char) right));

        assertThat(machine.grants(type, major, minor, access)).isEqualTo(expected);
    }

    private static boolean lastRuleGrants(
            List<LinuxDeviceCgroup> rules, char type, long major, long minor, char right) {
        boolean granted = true;
        for (LinuxDeviceCgroup rule : rules) {
            boolean aboutDevice = (rule.type() == null
                            || rule.type().equals("a")
                            || rule.type().charAt(0) == type)
                    && (rule.major() == null || rule.major() == major)
                    && (rule.minor() == null || rule.minor() == minor);
            if (aboutDevice && (rule.access() == null || rule.access().indexOf(right) >= 0)) {
                granted = rule.allow();
            }
        }
        return granted;
    }

    @Provide
    Arbitrary<List<LinuxDeviceCgroup>> rules() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of("a", "b", "c").injectNull(0.1),
                        Arbitraries.longs().between(1, 3).injectNull(0.3),
                        Arbitraries.longs().between(1, 3).injectNull(0.3),
                        Arbitraries.of("r", "w", "m", "rw", "rwm", "wm").injectNull(0.1))
                .as(LinuxDeviceCgroup::new)
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<LinuxDeviceCgroup> access() {
        return Combinators.combine(
                        Arbitraries.of("b", "c"),
                        Arbitraries.longs().between(1, 3),
                        Arbitraries.longs().between(1, 3),
                        Arbitraries.of("r", "w", "m", "rw", "rwm"))
                .as((type, major, minor, access) -> new LinuxDeviceCgroup(true, type, major, minor, access));
    }

    private static List<String> legacy(LinuxDeviceCgroup... rules) {
        List<String> lines = new ArrayList<>();
        DeviceRules.parse(List.of(rules))
                .legacyWrites()
                .forEach(write -> lines.add((write.allow() ? "allow " : "deny ") + write.text()));
        return lines;
    }
}
