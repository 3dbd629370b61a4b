package io.jdock.cgroup;

import io.jdock.oci.LinuxDevice;
import io.jdock.oci.LinuxDeviceCgroup;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The OCI list of device rules in the forms that version 1 and version 2 take. Pure. */
public final class DeviceRules {
    static final String FIELD = Fields.RESOURCES + "devices";

    private static final Long PTS_MAJOR = 136L;

    private final List<Entry> entries;

    /** One rule of the list: a change of the default for everything, or one for some devices. */
    private record Entry(boolean everything, boolean allow, List<DeviceRule> rules) {}

    private DeviceRules(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Rules, followed by those for the devices that every container has ({@code null}, {@code zero}, {@code full},
     * {@code random}, {@code urandom}, {@code tty}, {@code ptmx} and the terminals below {@code /dev/pts}): OCI
     * config-linux.md, "Default Devices". As other runtimes do, mknod(2) is granted for all devices, for it gives no access
     * yet. The devices that the container asks for ("Devices") are granted behind the last rule for everything, so that a
     * rule for one of them has the last word.
     *
     * @param rules as configured; an empty list stays empty, since without rules nothing is restricted
     * @param devices that the container gets
     */
    public static List<LinuxDeviceCgroup> withDefaults(List<LinuxDeviceCgroup> rules, List<LinuxDevice> devices) {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<LinuxDeviceCgroup> all = new ArrayList<>(rules);
        all.addAll(afterTheLastForEverything(rules), granted(devices));
        all.add(new LinuxDeviceCgroup(true, "c", null, null, "m"));
        all.add(new LinuxDeviceCgroup(true, "b", null, null, "m"));
        for (long minor : new long[] {3, 5, 7, 8, 9}) {
            all.add(new LinuxDeviceCgroup(true, "c", 1L, minor, "rwm"));
        }
        all.add(new LinuxDeviceCgroup(true, "c", 5L, 0L, "rwm"));
        all.add(new LinuxDeviceCgroup(true, "c", 5L, 2L, "rwm"));
        all.add(new LinuxDeviceCgroup(true, "c", PTS_MAJOR, null, "rwm"));
        return List.copyOf(all);
    }

    private static int afterTheLastForEverything(List<LinuxDeviceCgroup> rules) {
        List<Entry> entries = parse(rules).entries;
        int after = entries.size();
        while (after > 0 && !entries.get(after - 1).everything()) {
            after--;
        }
        return after;
    }

    private static List<LinuxDeviceCgroup> granted(List<LinuxDevice> devices) {
        return devices.stream()
                .filter(device -> !device.type().equals("p"))
                .map(device -> new LinuxDeviceCgroup(
                        true, device.type().equals("b") ? "b" : "c", device.major(), device.minor(), "rwm"))
                .toList();
    }

    /**
     * Reads the OCI form.
     *
     * @throws CgroupException if a type, number or access is malformed
     */
    static DeviceRules parse(List<LinuxDeviceCgroup> rules) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            entries.add(entry(rules.get(i), FIELD + "[" + i + "]"));
        }
        return new DeviceRules(List.copyOf(entries));
    }

    private static Entry entry(LinuxDeviceCgroup rule, String field) {
        OptionalLong major = number(rule.major(), field + ".major");
        OptionalLong minor = number(rule.minor(), field + ".minor");
        int access = access(rule.access(), field + ".access");
        List<DeviceRule> parts = new ArrayList<>();
        for (DeviceRule.Type type : types(rule.type(), field + ".type")) {
            parts.add(new DeviceRule(rule.allow(), type, major, minor, access, field));
        }
        boolean everything = parts.size() == 2 && parts.get(0).wild() && access == DeviceRule.ALL;
        return new Entry(everything, rule.allow(), List.copyOf(parts));
    }

    private static List<DeviceRule.Type> types(@Nullable String type, String field) {
        if (type == null || type.equals("a")) {
            return List.of(DeviceRule.Type.CHARACTER, DeviceRule.Type.BLOCK);
        }
        return switch (type) {
            case "c", "u" -> List.of(DeviceRule.Type.CHARACTER);
            case "b" -> List.of(DeviceRule.Type.BLOCK);
            default ->
                throw CgroupException.because("'" + type + "' is not a type of device")
                        .field(field)
                        .remedy("give c, b, or a for both")
                        .exception();
        };
    }

    private static OptionalLong number(@Nullable Long number, String field) {
        if (number == null || number == -1) {
            return OptionalLong.empty();
        }
        // The kernel keeps 12 bits of the major and 20 of the minor number; 32 are what its interfaces carry.
        Fields.require(
                number >= 0 && number <= 0xffff_ffffL,
                field,
                number + " is not a device number",
                "leave it out (or give -1) to mean all");
        return OptionalLong.of(number);
    }

    private static int access(@Nullable String access, String field) {
        if (access == null) {
            return DeviceRule.ALL;
        }
        int bits = 0;
        for (int i = 0; i < access.length(); i++) {
            bits |= switch (access.charAt(i)) {
                case 'r' -> DeviceRule.READ;
                case 'w' -> DeviceRule.WRITE;
                case 'm' -> DeviceRule.MKNOD;
                default ->
                    throw CgroupException.because("'" + access + "' is not an access to a device")
                            .field(field)
                            .remedy("give a combination of r, w and m")
                            .exception();
            };
        }
        return bits;
    }

    /** The program for version 2, which applies the rules exactly as listed. */
    DeviceProgram program() {
        List<DeviceRule> rules = new ArrayList<>();
        entries.forEach(entry -> rules.addAll(entry.rules()));
        return DeviceProgram.compile(rules);
    }

    /**
     * What to write to version 1's {@code devices.allow} (rules that allow) and {@code devices.deny}, in this order.
     *
     * <p>The kernel keeps a default and a list of exceptions to it. A rule that returns to the default removes just the
     * exception for the same devices, and is silently without effect on one for more or fewer devices
     * (security/device_cgroup.c, {@code dev_exception_rm}); a list that would need that is refused.
     *
     * @throws CgroupException if version 1 cannot express the list
     */
    List<LegacyWrite> legacyWrites() {
        List<LegacyWrite> writes = new ArrayList<>();
        List<DeviceRule> exceptions = new ArrayList<>();
        boolean allowedByDefault = true;
        for (Entry entry : entries) {
            if (entry.everything()) {
                allowedByDefault = entry.allow();
                exceptions.clear();
                writes.add(
                        new LegacyWrite(entry.allow(), "a", entry.rules().get(0).field()));
                continue;
            }
            for (DeviceRule rule : entry.rules()) {
                if (rule.allow() == allowedByDefault) {
                    refuseWhereTheKernelWouldNotAct(rule, exceptions);
                } else {
                    exceptions.add(rule);
                }
                writes.add(new LegacyWrite(rule.allow(), rule.legacyText(), rule.field()));
            }
        }
        return writes;
    }

    private static void refuseWhereTheKernelWouldNotAct(DeviceRule rule, List<DeviceRule> exceptions) {
        for (DeviceRule exception : exceptions) {
            if (exception.overlaps(rule) && (exception.access() & rule.access()) != 0 && !exception.sameDevices(rule)) {
                throw CgroupException.because("cgroup version 1 cannot take back a part of what " + exception.field()
                                + " says about devices " + exception.legacyText())
                        .field(rule.field())
                        .controller("devices")
                        .remedy("list the devices one by one")
                        .exception();
            }
        }
    }

    /** A line for {@code devices.allow} or {@code devices.deny}. */
    record LegacyWrite(boolean allow, String text, String field) {}
}
